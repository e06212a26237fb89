import { phrases, words } from './word-list.js';

/** Words before a name which deny it, make it a mere likeness or put it in the past. */
export const denials = phrases(`
  not | closer to | isnt | is not | wasnt | no longer | never | neither | nor | instead of | rather than | other than | unlike | like | than
  looks like | similar to | close to | almost | near | nearly | resembling | resembles | reminiscent of | faux | underneath | beneath
  non | was | were | formerly | previously | once | nicht | kein | keine | keinen | keinem | nie | niemals | statt | anstatt | anstelle von | ahnlich wie | wie
  pas | pas de | jamais | ni | plutot que | au lieu de | sans | comme | no | no es | nunca | ni | en vez de | en lugar de | sin | parecido a | como
  non e | mai | invece di | al posto di | senza | simile a | nao | nao e | jamais | em vez de | sem | parecido com
  niet | geen | nooit | in plaats van | zonder | lijkt op | inte | ej | aldrig | istallet for | utan | liknar | ikke | aldri | i stedet for | uden
  nie | bez | zamiast | 不是 | 非 | ではなく
`);

/** What makes the finish a thing of the past, up to the next comma. */
export const formers = phrases(`
  originally | was originally | used to be | formerly | previously | factory finish was | once | started life as | started out as | born as | left the factory in | came from the factory in
  ursprunglich | ursprungl | ehemals | fruher | vormals | war mal | a l origine | anciennement | autrefois | a l'origine | d'origine en
  originalmente | originariamente | antes | en origen | in origine | inizialmente | prima era | precedentemente | antigamente
  oorspronkelijk | voorheen | vroeger | eerst | ursprungligen | tidigare | fran borjan | oprindeligt | tidligere | pierwotnie | oryginalnie | wczesniej | 元 | 原本
`);

/** What makes it the finish of today. */
export const currents = phrases(`
  now | currently | today | refinished | refinnished | refin | refinish | re-finished | repainted | resprayed | respray | repaint | stripped to | stripped back to | stripped down to | stripped and | painted | converted to | changed to | overspray
  redone in | redone | jetzt | nun | aktuell | heute | umlackiert | neu lackiert | neulackiert | uberlackiert | refinished | lackiert
  maintenant | desormais | aujourd hui | aujourd'hui | actuellement | repeinte | repeint | revernie | reverni | refaite
  ahora | actualmente | hoy | repintada | repintado | relacada | adesso | ora | attualmente | riverniciata | riverniciato | rifinita
  agora | hoje | repintada | pintada | nu | tegenwoordig | overgespoten | herspoten | gespoten | omlackad | omlackerad | lackad | nymalad | nu mera
  nu | omlakeret | malet | teraz | obecnie | przemalowana | przelakierowana | 現在
`);

/** Verbs of change, after which `from` names what was. */
export const fromWords = words('from von vom de desde da dal van fran fra z');
export const toWords = words('to into in auf zu nach a en al naar till til na');

/** What stands between a top coat and the coat below. */
export const overs = phrases('over | on top of | uber | sur | par dessus | sobre | sopra | ovanpa | paa');

/** Words after a name: it is gone. */
export const removals = phrases(`
  removed | stripped | stripped off | gone | sanded off | entfernt | abgeschliffen | abgebeizt | enleve | decape | eliminado | rimosso | verwijderd | borttagen | fjernet
  underneath | beneath | below | undercoat | darunter | dessous | debajo | sotto | eronder | under | nedanunder
`);

/** Offers and choices: what follows, up to the end of the sentence, is for sale too or can be had. */
export const offers = phrases(`
  available | also available | also in | also comes in | comes in | come in | offered in | can be ordered | options | option | choice of | choose | choose from | your choice | colors | colours | color options | finishes | other colors | other finishes | in stock | on request | to order | order in | variants | other options | more colors | either
  lieferbar | erhaltlich | auch in | auch als | verfugbar | wahlweise | auf lager | farben | weitere farben | zur auswahl | auf wunsch
  disponible | disponibles | existe en | existe aussi | aussi en | egalement en | au choix | en stock | coloris disponibles | couleurs
  diponible | tambien en | a elegir | colores | en existencia | acabados | disponivel | disponiveis | tambem em | cores | nas cores | a escolha | em estoque
  disponibili | disponibile | anche in | a scelta | colori | verkrijgbaar | ook in | leverbaar | op voorraad | kleuren | naar keuze
  finns i | finns aven i | aven i | farger | i lager | fas ogsa i | ogsa i | farver | pa lager | dostepne | dostepny | dostepna | rowniez w | takze w | kolory | do wyboru
  各色 | 另有 | 可選 | 全色 | カラー展開 | 色あり | 在庫
`);

/** Another guitar, or another thing: what follows, up to the end of the sentence, is not this guitar's. */
export const others = phrases(`
  trade for | trades for | trade towards | will trade | would trade | trade | trades | swap | swap for | swaps | exchange for | i also have | also have | also selling | also for sale | i have another | have another | another one | my other | other guitar | next to my | next to | beside my | alongside | along with my | along with | compared to | compare with | compared with | looking for | wanted | wtb | iso | see my other | check my other | check out my | i own | i had a | i had another | i've had | sounds like | similar to | same as | as used by | used by | as played by | played by | inspired by | based on | tribute to | like my | not included | bundle with | sold separately | unlike the | goes well with | reminds
  tausch gegen | tausche gegen | tausch | tausche | suche | habe auch | habe noch | verkaufe auch | neben meiner | ahnlich | vergleichbar | wie die | inspiriert von
  echange contre | echange | echangerais | cherche | recherche | j ai aussi | j'ai aussi | je vends aussi | a cote de | similaire a | inspiree de
  cambio por | cambio | busco | tambien tengo | vendo tambien | tambien vendo | junto a | similar a | inspirada en | troco por | troco | procuro | tambem tenho
  scambio con | scambio | cerco | ho anche | vendo anche | accanto a | simile a | permuto con | ruilen voor | ruil | ruilen | gezocht | heb ook | ook te koop | naast mijn
  byter mot | byte mot | byter | sokes | sokt | har aven | saljer aven | bredvid | byttes | bytte med | soges | har ogsa | zamienie na | zamiana na | zamiana | szukam | mam tez | sprzedam tez
  交換 | 求購 | 另售
`);

/** Words for the finish: what follows at once is said of the guitar. */
export const labels = phrases(`
  color | colorway | finish | finished in | finished | painted | painted in | sprayed | sprayed in | in color | color is | finish is | body color | dressed in | decked out in | comes in a | color code
  farbe | farbton | lackierung | lack | in der farbe | lackiert in | korpusfarbe | farbe ist | finish in
  couleur | coloris | teinte | finition | de couleur | la couleur
  color | acabado | de color | en color | acabado en | terminado en | pintada en | cor | na cor | da cor | acabamento | de cor | colore | finitura | di colore | colorazione | verniciatura | verniciata
  kleur | afwerking | in de kleur | farg | kulor | i fargen | farve | i farven | kolor | w kolorze | kolorze | wykonczenie | lakier | barva | renk | warna | mau | 色 | 顏色 | 颜色 | カラー | 仕上げ | 塗裝 | цвет
`);

/** Words that may stand between a cue and the name. */
export const articles = words(`
  a an the in its my this that very really usual common typical classic beautiful gorgeous stunning lovely nice iconic rare cool
  fabulous striking deep rich sweet old original factory solid full true brand super flat ein eine einem einer einen der die das dem den
  im schon schone schonem schoner wunderschonem un une le la les des du de belle superbe magnifique en el una los las del hermoso
  bonito precioso il lo di bel bella uno uma o os as no na em um lindo linda het een mooie prachtige een i den det ett en fin
  w wonderful amazing great as to into with is all high gloss satin matte semi nitro finish color of natural-looking
`);

/** Cues of one word. A word of a longer cue may also be a misspelt word of a name. */
const cueWords: ReadonlySet<string> = new Set(
  [denials, formers, currents, overs, removals, offers, others, labels].flatMap(({ byFirst }) =>
    [...byFirst].filter(([, cues]) => cues.at(-1)!.length === 1).map(([word]) => word),
  ),
);

/** The first words of the cues that are looked for before a name. */
export const cueStarts: ReadonlySet<string> = new Set(
  [denials, formers, currents, overs, offers, others, labels].flatMap(({ byFirst }) => [...byFirst.keys()]),
);

/** Whether a word occurs in a cue, or leads from what was to what is. */
export function isCueWord(word: string): boolean {
  // What is left of a misspelt black is no cue.
  if (word === 'back' || word === 'lack' || word.length < 3) return toWords.has(word);
  return cueWords.has(word) || fromWords.has(word) || toWords.has(word);
}
