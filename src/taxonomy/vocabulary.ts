const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Spellings of the same word, on both sides of every comparison. */
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

/** Sellers' words that tell nothing about the colour; any of them may stand beside a name. */
export const remarks = words(`
  gloss glossy high semi satin matte matt lacquer lacquered nitro nitrocellulose poly polyurethane polyester urethane
  acrylic relic reliced relicd relics heavy closet journeyman time capsule nos vos murphy lab aged worn distressed
  checked checking faded thin thinskin skin solid finish finished refinish refinished refin refinned original
  originally factory stock custom shop color new mint condition rare limited edition ltd reissue ri signature series
  special usa us american america mexico mexican japan japanese mij mim cij korea made deluxe standard professional pro
  player classic body top front carved flame flamed quilt quilted figured flametop aaa aaaa aaaaa 5a 4a 3a plain
  electric guitar bass stratocaster strat telecaster tele jazzmaster jaguar mustang les paul sg explorer firebird beautiful gorgeous stunning lovely amazing very nice super ultra in the a an of is this my
  approx approximately hue shade code
`);

/** Wear that may be called light: a light relic is no light red. */
export const wear = words('relic reliced relicd aged aging ageing wear checking');

/** Sellers' words for having nothing to say. */
export const fillers = words(`
  see photo photos photograph photographs pic pics picture pictures pictured image images description desc listing title
  note notes detail details info below above please pls refer check look at to for as shown seen per not n na specified
  given listed stated available applicable known unknown unsure sure unspecified undefined null nil none nothing no any
  other others default tbd tba tbc misc miscellaneous various varies variety assorted select choose one your choice and
  or dont know idk x xx xxx does apply it
  unbekannt keine andere siehe foto fotos bild bilder inconnu autre voir otro ver desconocido ninguno altro
`);

/** Parts of a guitar, and things sold with it or beside it, that have colours of their own. */
export const parts = words(`
  pickguard pickguards guard scratchplate plate plates hardware fingerboard fingerboards fretboard fretboards board neck
  necks headstock headstocks binding bound inlay inlays knob knobs tuner tuners tuning pickup pickups humbucker
  humbuckers bobbin bobbins cover covers bridge tailpiece bigsby vibrola tremolo trem strap straps case cases gigbag bag
  lining interior plush logo decal sticker stripe stripes pinstripe pinstripes racing switch tip tips hat hats cap caps
  cable cables string strings pick picks pedal pedals amp amps amplifier cabinet cab tolex grille piping tag tags shirt
  ring rings nut truss rod cover button buttons screws wire wires wiring back sides rim rims purfling rosette dots
  markers stinger tone control controls panel
`);

/** Words that may stand between a colour and the part that has it. */
export const partAdjectives = words(`
  1 2 3 4 ply hard soft hardshell gig guitar pick volume tone control speed top anodized plastic leather tweed style
  colored color speaker pearl pearloid celluloid
`);

/** What parts are made of: beside a part it belongs to the part. */
export const materials = words(`
  maple rosewood ebony pau ferro pao laurel mahogany walnut birdseye roasted ash alder basswood korina tortoise tort
  tortoiseshell parchment mint chrome nickel matching matched block 1 2 3 4 ply pearloid bone graphite
`);

/** Woods that a finish field often names beside the colour. */
export const woods = words(
  'maple rosewood pau ferro laurel mahogany alder ash basswood poplar spruce cedar korina birdseye roasted wood',
);

/** Words that begin a statement about something beside the colour. */
export const accompaniments = words('with w plus featuring feat has incl including');

/** Words that begin another statement. */
export const connectors = new Set([
  ...accompaniments,
  ...words('and or over on but under versus y und et e'),
]);

/** Before a name: the guitar is not, or no longer, what the name says, or has another shade of it. */
export const denials = words(
  'not isnt like than unlike formerly originally was underneath trans dark light deep pale near almost faux resembling',
);

/** After a name: it is another finish that begins with the same words. */
export const extensions = words(
  'burst sunburst sparkle flake metalflake metal fade crackle swirl falcon penguin jet',
);
