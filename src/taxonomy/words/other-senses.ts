import { createCues } from './cues.js';

/** Models, makers, bands, songs, pickups and sayings that have a colour in their name. */
export const otherSenses = createCues(`
  black beauty|black label|black label society|black star|black sabbath|black keys|black winter|black knight|black widow|black panther|black magic|black dog|black friday|black diamond|black top|black tops|black country|black eyed|black rose|black crowes|black veil|black flag|black stone cherry|black hole|black dirt|black box|black market|black mountain|black and blue|black spirit|black ice series|black tusq|black ops
  white falcon|white penguin|white lady|white stripes|white zombie|white album|white box|white snake|white room|white lion|white oak|white duck|white label|white limba|white ash
  silver sky|silver falcon|silver jet|silver tone|silver face|silver anniversary|silver dollar|silver series|silver eagle|silver surfer|sterling silver strings|silver lace|blue lace|gold lace|red lace
  red special|red hot chili|red hot|red house|red rooster|red rock|red label|red bear|red witch|red dirt|red cedar|red oak|red knob|red dragon|red line|redline
  blue note|blue chip|blue book|blue sky pedal|blue ridge|blue tooth|blue öyster cult|blue oyster cult|blue collar|blue hawk|blue hawaii|blue steel strings|blue microphones
  green day|green bullet|green room|peter green|green light|green screen|green guitars|green hornet
  gold foil|gold foils|gold tone|gold label|gold standard|gold rush|gold series|golden era|golden age|gold lace|gold pin|gold plated|golden ears
  pink floyd|pink slip|deep purple|purple haze|purple rain|purple plexi|orange crush|orange amps|orange amplification|orange drop|orange micro|orange rockerverb|orange county
  yellow submarine|yellow pages|brown sugar|brown sound|brown box|brown face|charlie brown|cherry audio|cherry bomb|wild cherry|cherry pie|don cherry|cherry lane|rainbow band
  natural relic|natural tone|natural sound|natural sounding|natural harmonics|natural harmonic|natural minor|natural aging|natural patina|natural light|natural feel|natural decay|natural wood grain|natural grain|natural resonance|natural overdrive|natural gut|natural bone
  ebony pro|ebony and ivory|walnut oil|burst bucker|burst buckers|plum crazy pickups|ivory coast|aqua puss|copper wire
  jack white|barry white|ray brown|james brown|betty white|clarence white|roland white|joe brown|gatemouth brown|mike orange|james burton red
  black wax|black nickel|black chrome|black tuners|black nylon|black nylons|silver steel|gold evo|silk and steel
  true colors|white noise|pink noise|black out|blackout|black ops
`);

/** Nouns of the text that take the colour before them away from the guitar. */
export const otherThings: ReadonlySet<string> = new Set(
  `grain tone tones sound sounds light series edition pickup wire dye ink leather vinyl velour velvet crushed felt cloth
  tolex tweed box boxes sticker decal card book manual certificate t shirt hoodie mug poster led leds lamp pedal pedals
  drum drums cymbal keys keyboard piano microphone magnet wax nickel chrome anodized tortoise tortoiseshell tort pearloid
  ivoroid foam backplate plates ply plies dot dots block blocks nylon frets fret sensor cedar limba oak eyes hair house dog cat band
  strings thread tape paint-chip washer bushing poker ferrules saddles surround surrounds bobbins mounting pinstriping
  outline accents accent trim edges edge text lettering letters word words sun sky friday`.split(/\s+/),
);

/** Woods that are also names of finishes. */
export const woodNames: ReadonlySet<string> = new Set(
  'walnut cherry ebony mahogany wood wooden natural maple koa rosewood spaltedmaple'.split(' '),
);

/** After or before such a word a wood is a wood. */
export const woodwork: ReadonlySet<string> = new Set(
  `body back backs sides side top neck necks fingerboard fretboard board bridge bridges headstock veneer cap stripe stripes core
  center strips laminate laminates plywood wood wings headplate faceplate overlay block blocks pinstripe rosette
  lumber timber tonewood and nut saddle overlays layer tree skunk`.split(/\s+/),
);
export const beforeWood: ReadonlySet<string> = new Set(
  `solid of figured flamed quilted american black claro european wild laminated genuine real gaboon macassar striped
  en aus massiv massivem de aus avec and roasted piece pieces multi ply layer contrasting`.split(/\s+/),
);
