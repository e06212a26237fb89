import { createCues } from './cues.js';

/** What announces the finish of the guitar: colour: black. */
export const labelsBefore = createCues(`
  color|color is|color name|finish|finish is|finish color|body color|finished in|finished in a|in the color|top color|body finish|guitar color|color code
  farbe|lackierung|finish in|farbton|korpusfarbe|oberfläche|farbe ist|in der farbe|in farbe|lackiert in
  couleur|finition|coloris|de couleur|teinte|couleur du corps
  acabado|acabado en|en color|de color|del color|color es|terminado|terminación
  colore|finitura|di colore|in colore|colorazione|nel colore|colore del corpo
  cor|na cor|de cor|acabamento|acabamento em
  kleur|afwerking|in de kleur|kleur is
  färg|färgen|finish i|i färgen|farve|i farven|farge
  kolor|kolorze|w kolorze|wykończenie|barwa
  цвет|màu|renk|rengi|色|カラー|カラ|顏色|颜色
`);

/** What follows it: black finish. */
export const labelsAfter = createCues(`
  finish|finished|color|color finish|finish body|gloss finish|satin finish|matte finish|lacquer|paint|paint job|nitro|nitro finish|lackierung|lack|lackiert|farbe|farben|finition|acabado|finitura|acabamento|afwerking|gelakt|lackad|lackerad|lakeret
  wykończenie|色|款|色款
`);

/** Words for the guitar itself: a black Stratocaster; une guitare noire. */
export const instruments = createCues(`
  guitar|guitars|strat|stratocaster|tele|telecaster|les paul|sg|explorer|flying v|firebird|jazzmaster|jaguar|mustang|precision|jazz bass|p bass|bass|acoustic|electric guitar|dreadnought|model|version|body|beauty|one|example|lp
  gitarre|egitarre|bassgitarre|modell|korpus|ausführung|guitare|basse|modèle|version|guitarra|bajo|modelo|chitarra|basso|modello|baixo|gitaar|basgitaar|gitarr|bas|gitara|гитара|гитару
`);
