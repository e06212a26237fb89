/**
 * Shop codes of plain colours that makers without codes of their own use in the same sense, with the slug of the
 * family. A maker's own code comes first: BL is Yamaha's black.
 */
export const colourCodes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    wh: 'white',
    wht: 'white',
    ivo: 'white',
    rd: 'red',
    red: 'red',
    bu: 'blue',
    blu: 'blue',
    blue: 'blue',
    grn: 'green',
    gn: 'green',
    gr: 'green',
    yel: 'yellow',
    yl: 'yellow',
    org: 'orange',
    pnk: 'pink',
    pk: 'pink',
    pur: 'purple',
    brn: 'brown',
    slv: 'silver',
    gld: 'gold',
    sb: 'sunburst',
    sbu: 'sunburst',
    snb: 'sunburst',
    sunb: 'sunburst',
  }),
);

/** Codes of other things at the end of a model name: the wood of the fretboard, the hardware, hands. */
export const otherCodes: ReadonlySet<string> = new Set(
  `mn rw rwn pf eb lrl lrn ros mp me rn erl il wn fmt qmt hss hsh hh sss ss gh ch nh bh lh rh le ltd ht fr w wc wcase
   case ohsc hsc cc bag used new b stock bstock nos vos mij cij mim usa us rare mint 2nd hand electric guitar bass
   acoustic series vintage standard pro prestige classic premium special edition outlet demo left handed righty 6 4 5 7
   string strings m ii iii iv v1 v2 g2 gen 2 1 sale open box ex display gitarre guitare guitarra chitarra gitara wgigbag gigbag
   signature george benson bajo electrico electrica cuerdas destro zurda lefty e gitarre bass`
    .trim()
    .split(/\s+/),
);
