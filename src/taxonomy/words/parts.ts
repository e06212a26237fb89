import { phrases, words } from './word-list.js';

/** Parts of a guitar and things sold with it that have a colour of their own. */
export const parts = words(`
  pickguard pickguards guard guards scratchplate scratchplates plate plates hardware fingerboard fingerboards fretboard fretboards board fb
  neck necks headstock headstocks headcap binding bindings bound inlay inlays knob knobs tuner tuners tuning machines machineheads pickup pickups humbucker
  humbuckers bobbin bobbins cover covers bridge tailpiece bigsby vibrola tremolo trem strap straps case cases gigbag bag
  lining interior plush logo decal sticker stripe stripes pinstripe pinstripes racing switch tip tips hat hats cap caps
  cable cables string strings pick picks pedal pedals amp amps amplifier cabinet cab combo tolex grille piping tag tags shirt
  ring rings nut truss rod button buttons screws screw wire wires wiring back sides side rim rims purfling rosette
  markers marker stinger control controls panel faceplate frets fret saddles saddle anodized anodised
  coils coil magnets poles polepieces soapbar soapbars singlecoil humbuckern pinkguard
  photo photos picture pictures tweed gig hardcase hardshell ohsc bezel bezels endpin jack plug heel edge edges armrest
  schlagbrett pickguards griffbrett hals kopfplatte tonabnehmer mechaniken mechanik steg koffer tasche gurt hardware
  knopfe potiknopfe sattel stimmmechaniken bundstabchen einlagen decke boden zargen gitarrenkoffer kofferinnen
  accastillage mecaniques touche manche chevalet micro micros etui housse filet filets binding sillet boutons plaque
  cordes repere reperes eclisses fond valise sangle chevilles cache
  herrajes golpeador pastillas pastilla clavijas clavijero mastil diapason puente estuche funda correa cejuela botones
  cuerdas aros fondo hardware incrustaciones ribete ribetes perillas
  battipenna tastiera manico meccaniche ponte custodia borsa tracolla manopole corde fasce fondo capotasto
  escudo braco captadores captador tarraxas capa capas bag estojo correia escala ferragens cordas trastes ponte knobs
  slagplaat toets brug hardwarekoffer elementen stemmechanieken tas snaren kap kop
  plektrumskydd plekskydd greppbrada stall fodral mikar mikrofoner stammskruvar vaska lada strangar
  plekter plektrumbeskytter gribebraet kuffert taske pickupper strenge
  gryf podstrunnica przetworniki maskownica klucze mostek futeral pokrowiec struny
`);

/** The same in scripts without spaces. */
export const partPhrases = phrases(
  '護板|护板|指板|琴頸|琴颈|琴袋|琴盒|拾音器|琴橋|ピックガード|ネック|ケース|ペグ|ピックアップ|ハードウェア|ヘッド|パーツ|ノブ|ブリッジ',
);

/** Words that may come between a colour and the part that has it. */
export const partAdjectives = words(`
  1 2 3 4 5 ply plys hard soft hardshell gig guitar pick volume tone control speed top anodized anodised plastic leather tweed style
  colored color speaker pearl pearloid celluloid block dot vintage original locking grover schaller gotoh
  dimarzio duncan seymour emg fishman floyd rose bigsby kluson brass cosmo hipshot sperzel evertune chrome nickel reverse painted
  reissue deluxe mini single double string strings back front flame flamed figured inner hardshell molded zebra open slab
  real genuine solid indian east lacquered satin gloss fender gibson schecter ibanez prs tone tort tortoise
`);

/** Parts of wood: a wood named behind one of them is what it is made of. */
export const woodParts = words(`
  fingerboard fingerboards fretboard fretboards fb board neck bridge headcap griffbrett hals steg touche manche chevalet mastil
  diapason puente tastiera manico ponte braco escala toets greppbrada podstrunnica gryf
`);

/** What a guitar comes with, which a title names before the finish: `with Bigsby in Cherry`. */
export const equipment = words(`
  bigsby vibrola tremolo trem case bag gigbag hardcase pickup pickups humbucker humbuckers micros pastillas board
  fretboard fingerboard neck
`);

/** Parts that a brand may stand before: `black Sperzel tuners`. */
export const fittings = words(`
  hardware tuners bridge pickups pickup humbuckers humbucker knobs tailpiece saddles pickguard guard strap case covers
  machineheads tuning inlay inlays binding fretboard fingerboard
`);

/** Parts whose colour sellers also write behind them: `loaded pickguard black`. */
export const guardParts = words('pickguard pickguards scratchplate scratchplates guard pickgaurd');

/** What parts are made of. Next to a part, such a word describes the part. */
export const materials = words(`
  maple rosewood ebony pau ferro pao laurel mahogany walnut birdseye roasted ash alder basswood korina tortoise tort
  tortoiseshell parchment mint chrome nickel matching matched block 1 2 3 4 ply pearloid bone graphite caramelized
`);

/** Woods that sellers often name along with the colour. */
export const woods = words(`
  maple rosewood pau ferro laurel mahogany alder ash swamp basswood poplar spruce cedar korina birdseye roasted wood
  okoume nato sapele meranti limba agathis mapa sitka acajou aulne frene erable epicea tilleul esche erle ahorn linde fichte
  caoba aliso fresno arce mogano ontano frassino acero freixo mogno bordo amieiro choupo
`);

/** Names of finishes that are woods too: next to what is made of wood, they are the wood. */
export const woodNames = words(
  'ebony walnut cherry mahogany maple koa natural spalted rosewood ebano noyer nogal noce cherrywood',
);

/** What is made of wood, and what the wood of a guitar is called. */
export const wooden = words(`
  body bodies top tops neck back sides board fingerboard fretboard wood tonewood burl veneer cap bridge panel laminate
  korpus decke corps cuerpo corpo tapa tampo table kropp krop korpus lichaam
`);

/** What else a colour word may describe, so that it says nothing about the guitar. */
export const qualities = words(`
  tone tones sound sounds sounding voice voices wear relic patina aging ageing sustain resonance harmonics feel acoustic
  response grain beauty minor reverb distortion vibe dynamics character friday note notes look overtones compression
  oil wax quality state klang ton son sonido suono som klank ljud dzwiek ambience decay
`);
