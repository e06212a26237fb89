import { createCues } from './cues.js';

/** Parts of a guitar and things sold with it, in languages whose colour words follow the noun, and before "is" elsewhere. */
export const partsAbroad = createCues(`
  accastillage|plaque|pickguard|pick guard|micro|micros|touche|manche|tête|filet|filets|binding|boutons|bouton|étui|etui|housse|mécaniques|chevalet|sangle|cordes|ampli|table|éclisses|repères|capots|vibrato|valise|caisse
  golpeador|herrajes|hardware|pastillas|pastilla|diapasón|mástil|mastil|clavijero|pala|clavijas|estuche|funda|correa|cuerdas|puente|perillas|potenciómetros|amplificador|ribete|forro|botones|selector|cejuela
  battipenna|meccaniche|manico|tastiera|paletta|custodia|borsa|tracolla|corde|ponte|manopole|binding|amplificatore|rivestimento|fodera|magneti|pomelli|segnatasti
  escudo|ferragens|captadores|captador|braço|escala|mão|tarraxas|estojo|capa|correia|ponte|knobs|cordas|friso|bag
  slagplaat|koffer|hoes|hals|toets|kop|knoppen|elementen|hardware|schlagbrett|koffer|griffbrett|kopfplatte|mechaniken|tonabnehmer|gurt|tasche|knöpfe|binding|saiten|verstärker|pickguards
  plektrumskydd|fodral|väska|greppbräda|huvud|mikrofoner|band|knappar|hårdvara|kuffert|plekterplade|gribebræt|hoved
  płytka|futerał|gryf|podstrunnica|główka|przetworniki|pokrowiec|gałki
  fretboard|fingerboard|neck|headstock|case|gigbag|strap|amp|lining|hardware|knobs|pickups|inlays|tuners|strings
`);

/** The same without the Romance order: German and its kin put the colour before. */
export const germanicParts: ReadonlySet<string> = new Set(
  `schlagbrett pickguard koffer griffbrett kopfplatte mechaniken tonabnehmer gurt tasche knopfe binding saiten verstarker
  slagplaat hoes hals toets kop knoppen elementen gitaarkoffer gigbag kappen hardware case plektrumskydd fodral vaska
  greppbrada huvud mikrofoner axelband knappar kuffert plekterplade etui taske hoved hardvara plytka futeral gryf
  podstrunnica glowka przetworniki pokrowiec galki wzmacniacz kanten decke boden zargen steg hardcase schlagbretter
  tonabnehmerkappen wirbel einlagen innenfutter futter leder plusch kopf`.split(/\s+/),
);
