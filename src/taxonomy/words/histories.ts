import { createCues } from './cues.js';

/** What begins a statement about what the guitar looked like before. */
export const formerly = createCues(`
  originally|formerly|previously|was|used to be|once|had been|started life|began life|factory color was|original color|original color was|original finish was|underneath|under it|underneath is|bought as|purchased as
  ursprünglich|früher|ehemals|vormals|vorher|war|zuvor|darunter|original war
  à l origine|à lorigine|anciennement|auparavant|avant|était|jadis
  originalmente|antes|anteriormente|era|fue|debajo
  originariamente|in origine|una volta|prima|sotto
  antigamente|anteriormente
  oorspronkelijk|vroeger|voorheen|eerst
  ursprungligen|tidigare|förut|var|oprindeligt|tidligere|før
  pierwotnie|dawniej|wcześniej|kiedyś|był|była
`);

/** What begins a statement about what it looks like since. */
export const now = createCues(`
  now|now in|currently|today|refinished in|refinished to|refinished as|refinished|refinished into|refinish in|refin in|refin to|repainted in|repainted|painted in|resprayed in|resprayed|stripped to|stripped back to|changed to|converted to|turned
  jetzt|nun|heute|inzwischen|neu lackiert in|umlackiert auf|umlackiert in|lackiert in|mittlerweile
  maintenant|désormais|aujourdhui|actuellement|repeinte en|repeint en|refinie en|devenue
  ahora|actualmente|hoy|repintada en|repintada de|pintada de|pintada en|refinada en
  ora|adesso|attualmente|oggi|riverniciata in|verniciata in|rifinita in
  agora|atualmente|hoje|repintada de|pintada de
  nu|thans|tegenwoordig|overgespoten in|opnieuw gelakt in|gespoten in
  nu|numera|idag|omlackad i|omlackerad i|lackad i|nu i|omlakeret i|lakeret
  teraz|obecnie|dziś|przemalowana na|przemalowany na
`);

/** What stands after a finish that is gone. */
export const gone = createCues(`
  removed|was removed|stripped|stripped off|is gone|gone|sanded off|refinished to|before|underneath|originally|when new
  entfernt|abgebeizt|abgeschliffen|darunter|enlevé|enlevée|décapée|à lorigine|eliminado|removido|rimosso|rimossa|sverniciata|verwijderd|borttagen|fjernet|usunięty
`);

/** Between a top coat and what is under it: Sonic Blue over Sunburst. */
export const over = createCues(
  'over|over the|on top of|über|sur|par dessus|sobre|sopra|op|over een|över|ovenpå|na',
);

/** Between the finish that a guitar had and the one that it has: from Black to Sonic Blue. */
export const turnedFrom = createCues('from|changed from|von|du|de|da|del|van|från|fra|z|ze');
export const turnedTo = createCues('to|into|in|auf|zu|nach|à|au|en|a|al|para|naar|till|til|na');
