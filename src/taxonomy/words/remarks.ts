import { words } from './word-list.js';

/** Sellers' words that say nothing about the colour; any of them may accompany a name. */
export const remarks = words(`
  gloss glossy high semi satin matte matt mat mate matta matto matowy lacquer lacquered nitro nitrocellulose poly polyurethane polyester urethane
  acrylic relic reliced relicd relics heavy closet journeyman time capsule nos vos murphy lab aged worn distressed
  checked checking faded thin thinskin skin solid finish finishes finished refinish refinished refin refinned original
  originally factory stock custom shop color colors colored new mint condition rare limited edition ltd reissue ri signature series
  special usa us american america mexico mexican japan japanese mij mim cij korea made deluxe standard professional pro
  player classic body top front carved flame flamed quilt quilted figured flametop aaa aaaa aaaaa 5a 4a 3a plain
  electric guitar bass stratocaster strat telecaster tele jazzmaster jaguar mustang les paul sg explorer firebird
  beautiful gorgeous stunning lovely amazing very nice super ultra in the a an of is this my
  approx approximately hue shade code open pore
  seidenmatt hochglanz glanzend matt brillant satine satinee mate brillo satinado lucida satinata opaco fosco brilhante acetinado
  glanzig hoogglans mat blank glans farbe farben couleur coloris finition finitura acabado acabamento cor colore kleur farg farve
  kolor lackierung lackiert zustand de du en das der die le la el il o a un una une ein eine im i w na
`);

/** What sellers write if they have nothing to say. */
export const fillers = words(`
  see photo photos photograph photographs pic pics picture pictures pictured image images description desc listing title
  note notes detail details info below above please pls refer check look at to for as shown seen per not n na specified
  given listed stated available applicable known unknown unsure sure unspecified undefined null nil none nothing no any
  other others default tbd tba tbc misc miscellaneous various varies variety assorted select choose one your choice and
  or dont know idk x xx xxx does apply it
  unbekannt keine andere siehe foto fotos bild bilder inconnu autre voir otro ver desconocido ninguno altro
  nvt v t onbekend zie okand se ukjent ukendt brak inny nieznany zdjecia zdjecie desconhecido outro sconosciuto vedi
  angabe angaben diverse non specifie renseigne pas sem informacao sin especificar nessuna 不明 其他 未知
`);

/** Words that begin a statement about something other than the colour. */
export const accompaniments = words(
  'with w plus featuring feat has incl including mit avec con com med met inkl incluye',
);

/** Words that begin another statement. */
export const connectors = new Set([
  ...accompaniments,
  ...words('and or over on but under versus y und et e oder ou o en och eller og i lub of'),
]);
