const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Spellings of the same word. Both sides of every comparison are brought to the spelling on the right. */
export const spellings: ReadonlyMap<string, string> = new Map(
  Object.entries({
    colour: 'color',
    colors: 'color',
    colours: 'color',
    coloured: 'color',
    colored: 'color',
    grey: 'gray',
    blond: 'blonde',
    two: '2',
    three: '3',
    toned: 'tone',
    transparent: 'trans',
    translucent: 'trans',
    transparant: 'trans',
    transluscent: 'trans',
    metalic: 'metallic',
    met: 'metallic',
    mettalic: 'metallic',
    lt: 'light',
    dk: 'dark',
  }),
);

/** Shades, and colours that belong to no one family. */
export const shades = words(`
  light dark bright deep pale pastel metallic sparkle sparkly pearl pearlescent flake trans see thru through neon
  vintage aged faded clear colorful amber copper bronze charcoal beige peach salmon turq flat iridescent
  smokeburst fade warm cool medium pure
`);

/** Sellers' words that say nothing about the colour; any of them may accompany a name. */
export const remarks = words(`
  gloss glossy high semi satin matte matt lacquer lacquered nitro nitrocellulose poly polyurethane polyester urethane
  acrylic relic reliced relicd relics heavy closet journeyman time capsule nos vos murphy lab aged worn distressed
  checked checking faded thin thinskin skin solid finish finished refinish refinished refin refinned original
  originally factory stock custom shop color new mint condition rare limited edition ltd reissue ri signature series
  special usa us american america mexico mexican japan japanese mij mim cij korea made deluxe standard professional pro
  player classic body top front carved flame flamed quilt quilted figured flametop aaa aaaa aaaaa 5a 4a 3a plain
  electric guitar bass stratocaster strat telecaster tele jazzmaster jaguar mustang les paul sg explorer firebird beautiful gorgeous stunning lovely amazing very nice super ultra in the a an of is this my
  approx approximately hue shade code mat matte matt glanz glanzend hochglanz brillant brillante lucido opaco
`);

/** Kinds of wear. A light relic is worn lightly and not light in colour. */
export const wear = words('relic reliced relicd aged aging ageing wear checking');

/** What sellers write if they have nothing to say. */
export const fillers = words(`
  see photo photos photograph photographs pic pics picture pictures pictured image images description desc listing title
  note notes detail details info below above please pls refer check look at to for as shown seen per not n na specified
  given listed stated available applicable known unknown unsure sure unspecified undefined null nil none nothing no any
  other others default tbd tba tbc misc miscellaneous various varies variety assorted select choose one your choice and
  or dont know idk x xx xxx does apply it
  nvt nv t v unbekannt keine andere siehe foto fotos bild bilder inconnu autre voir otro ver desconocido ninguno altro
`);

/** Parts of a guitar and things sold with it that have a colour of their own. */
export const parts = words(`
  pickguard pickguards guard scratchplate plate plates hardware fingerboard fingerboards fretboard fretboards board neck
  necks headstock headstocks binding bound inlay inlays knob knobs tuner tuners tuning pickup pickups humbucker
  humbuckers bobbin bobbins cover covers bridge tailpiece bigsby vibrola tremolo trem strap straps case cases gigbag bag
  lining interior plush foil foils logo decal sticker stripe stripes pinstripe pinstripes racing switch tip tips hat hats cap caps
  cable cables string strings pick picks pedal pedals amp amps amplifier cabinet cab tolex grille piping tag tags shirt
  ring rings nut truss rod cover button buttons screws wire wires wiring back sides rim rims purfling rosette dots
  markers stinger tone control controls panel
`);

/** Words that may come between a colour and the part that has it. */
export const partAdjectives = words(`
  1 2 3 4 ply hard soft hardshell gig guitar pick volume tone control speed top anodized plastic leather tweed style
  colored color speaker pearl pearloid celluloid bird dot block
`);

/** What parts are made of. Next to a part, such a word describes the part. */
export const materials = words(`
  maple rosewood ebony pau ferro pao laurel mahogany walnut birdseye roasted ash alder basswood korina tortoise tort
  tortoiseshell parchment mint chrome nickel matching matched block 1 2 3 4 ply pearloid bone graphite
`);

/** Woods that sellers often name along with the colour. */
export const woods = words(
  'maple rosewood pau ferro laurel mahogany alder ash basswood poplar spruce cedar korina birdseye roasted wood',
);

/** Words that begin a statement about something other than the colour. */
export const accompaniments = words('with w plus featuring feat has incl including');

/** Words that begin another statement. */
export const connectors = new Set([
  ...accompaniments,
  ...words('and or over on but under versus y und et e'),
]);

/** Words, and pairs of words, from which on a sentence speaks of offers, trades and other guitars. */
export const elsewhere: ReadonlySet<string> = new Set([
  ...words(`
    available also choose options option choice trade trades swap swaps wanted similar other others assorted various
    erhaltlich verfugbar lieferbar auch tausch tausche disponible disponibles aussi echange tambien cambio permuta
    disponibile disponibili anche scambio disponivel disponiveis tambem troca verkrijgbaar leverbaar ook ruil tillganglig
    finns ocksa byte fas ogsa bytte dostepny dostepna dostepne takze zamiana
  `),
  ...['next to', 'comes in', 'i have', 'have one', 'my other', 'compared to', 'looking for', 'pictured with'],
]);

/** Labels before a colon that announce the finish. */
export const colourLabels = words(`
  color finish finition couleur farbe lackierung acabado cor colore finitura kleur afwerking farve farg kolor wykonczenie
  \u8272 \u984f\u8272 \u989c\u8272 \u30ab\u30e9\u30fc
`);

/** Words after a name which make it another, longer name. */
export const extensions = words('sparkle flake metalflake metal fade crackle swirl');
