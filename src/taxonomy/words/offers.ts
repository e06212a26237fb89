import { createCues } from './cues.js';

/** What begins a list of finishes that can be had; the guitar at hand has one of them, or none. */
export const offers = createCues(`
  available in|also available|available as|available colors|available finishes|also in|comes in|come in|offered in
  choice of|your choice|choose|choose from|pick your|select your|options|color options|finish options|other colors
  other finishes|more colors|many colors|all colors|various colors|different colors|colors include|finishes include|in stock in
  erhältlich in|auch erhältlich|verfügbar in|lieferbar in|auch in|wahlweise|weitere farben|andere farben|zur auswahl|farben
  disponible en|existe en|aussi en|également en|au choix|autres couleurs|couleurs disponibles|coloris disponibles|également disponible
  también en|tambien disponible|colores disponibles|otros colores|a elegir|colores a elegir
  disponibile in|anche in|altri colori|colori disponibili|a scelta
  disponível em|disponível nas cores|também em|outras cores|cores disponíveis|nas cores
  verkrijgbaar in|ook in|ook verkrijgbaar|leverbaar in|andere kleuren|kleuren|keuze uit
  finns i|finns även i|även i|finns också|välj mellan|andra färger|fås i|findes i|også i|andre farver
  dostępne w|dostępna w|dostępny w|również w|inne kolory|do wyboru
`);
