/** Spellings of the same word. Both sides of every comparison are brought to the spelling on the right. */
export const spellings: ReadonlyMap<string, string> = new Map(
  Object.entries({
    colour: 'color',
    colours: 'colors',
    coloured: 'colored',
    grey: 'gray',
    blond: 'blonde',
    two: '2',
    three: '3',
    toned: 'tone',
    tones: 'tone',
    transparent: 'trans',
    transparente: 'trans',
    transparant: 'trans',
    translucent: 'trans',
    transluscent: 'trans',
    thru: 'through',
    metalic: 'metallic',
    mettalic: 'metallic',
    lt: 'light',
    dk: 'dark',
  }),
);

/** Words for the colours of a sunburst, which makers and sellers count in either: 3-tone, 3-coloured. */
export const countedColours: ReadonlySet<string> = new Set(['tone', 'colors', 'colored', 'tono', 'tons']);
