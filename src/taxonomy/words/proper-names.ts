import { phrases } from './word-list.js';

/** Models, makers, series, musicians and things whose names have a colour in them. */
export const properNames = phrases(`
  sort of | bla bla | hot rod | truss rod | rod stewart | black beauty | black label | black top | black tops | black winter | black winters | black dog | black ice | black diamond | black diamonds | black widow | black knight | black cat
  black friday | black metal | black water | black limba | black korina | black flag | black hawk | black eagle | black panther | black magic | black swan
  black spirit | black heart | black bear | black mountain | black sabbath | black crowes | black keys | black machine | black star | black smoker | black cloud | black swamp
  black rose | black back | black backs | black panel | black face | black hole | black box | black country | black veil | black album | black stone cherry | black and decker | black ops | black series | black locust | black jack
  red label | red hot chili | red bear | red special | red witch | red devil | red rocks | red baron | red house | red rooster | red lodge | red box | red wing | red hill | red dragon | red knob
  green day | green label | green meanie | green bullet | green back | green backs | green river | green note | peter green | al green | grant green | green knob | green russian
  blue lace | purple lace | lace sensor | blue note | blue book | blue label | blue chip | blue line | blue ridge | blue moon | blue devil | blue nova | blues | blue steel strings | true blue
  white falcon | white penguin | white lady | white lion | white stripes | white zombie | white snake | white label | white pearloid | jack white | barry white | snowy white | white christmas | white tiger | white wolf | white paper
  silver sky | silver jet | silver falcon | silver anniversary | silver series | silver star | silver bird | silver eagle | silver lake | silver face | silver panel | silver fox case | silver creek | silver bullet | silver tone | silver label | silver dollar | silver solder | sterling silver strings
  gold tone | gold foil | gold foils | gold series | gold label | gold coast | gold rush | gold standard | gold lace | gold sensors | gold pack | gold pin | gold pins | gold plated | gold era | golden age | golden era | golden eagle | golden hawk | golden gate | gold edition | gold lion | gold bond | gold scale | fools gold | gold record
  silver plated | silver foil | silver era | silver medal
  cherry audio | cherry tree | cherry bomb | cherry wood | wild cherry | american cherry | brazilian cherry | black stone | cherry picked | cherry condition | neneh cherry | cherry hill | cherry lane
  orange drop | orange drops | orange amp | orange amps | orange amplifier | orange crush | orange rocker | orange micro | orange county | orange label | orange blossom
  pink floyd | pink label | deep purple | purple rain | james brown | junior brown | gatemouth brown | brown sound | brown face | brown box | brown case | brown note | charlie brown | ian brown | joe brown | brown sugar
  natural series | natural elements | natural sound | natural feel | natural tone | natural harmonics | natural selection
  mint condition | near mint | mint cond | mint in box | absolutely mint | tobacco road | tobacco free | tobacco smoke
  burst brothers | burst bucker | burst buckers | burst killer | burst era | yellow jackets | yellow label | yellow submarine | yellow pages | coldplay yellow
  pearl jam | pearl river | rose wood | pau rosa | palo rosa | palo de rosa | bois de rose | legno di rosa | rose morris | axl rose | floyd rose | rose morris | tim rose | amber smith | blonde amp | ebony and ivory | ivory coast | ruby tubes | ruby slippers | coral sitar | coral electric
  violet grohl | navy seal | olive drab strap | olive wood | olive ash | platinum series | platinum edition | platinum guitar | platinum 6 | damien platinum | platinum 7 | emerald isle | emerald guitars | emerald x20 | turquoise inlay | burgundy case | lime green strap
  plum guitars | cream t | cream reunion | black lace | lace red | lace gold | lace blue | lace silver | lace purple | scarlet letter | scarlett | violet hour | silver string | black nylon | black pearl inlay | black wax cotton
  walnut creek | white box | white case | red rhodes | ruby red slippers | black tie | black out | black outs | gold dust | indigo girls | copper sound | steel blue strings | frank brothers | heather brown
  schwarzwald | rotosound red | white ox | red october | simply red | red barchetta | black river | black rock | black stock | blackmore | true temperament | orange squeezer | violet ram | lavender hill
  ブラックビューティ | ブラックビューティー | ホワイトファルコン | シルバースカイ
`);
