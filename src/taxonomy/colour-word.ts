import type { Family } from './family.js';

const byFamily: Partial<Record<Family, string>> = {
  black: 'black schwarz noir nero negro svart zwart',
  white: 'white weiss weiß blanc blanche blanco bianco wit vit cream ivory creme offwhite',
  red: 'red rot rouge rojo rosso rood röd dunkelrot hellrot burgundy maroon crimson scarlet ruby bordeaux',
  orange: 'orange naranja arancione arancio oranje tangerine',
  yellow: 'yellow gelb jaune amarillo giallo geel gul',
  green: 'green grün gruen vert verde groen grön dunkelgrün hellgrün mint lime emerald',
  blue: 'blue blau bleu azul azzurro blauw blå dunkelblau hellblau navy turquoise teal azure aqua',
  purple: 'purple violet violett viola lila lilac lavender morado porpora paars plum',
  pink: 'pink rosa fuchsia magenta roze',
  brown: 'brown braun marron marrón castaño bruin brun tan chocolate',
  natural: 'natural natur naturel wood wooden',
  sunburst: 'sunburst burst tobacco',
  silver: 'silver silber argent plata argento gray grau gris grigio grijs',
  gold: 'gold golden oro dorado goud',
  multicolour: 'multicolour multicolor multi rainbow',
};

const unclear =
  'light dark bright deep pale pastel metallic sparkle sparkly pearl pearlescent flake trans see thru through neon ' +
  'vintage aged faded clear colorful amber blonde copper bronze charcoal beige peach salmon turq flat iridescent ' +
  'fade warm cool medium pure';

/** Words for colours and shades, keyed as tokens are; the value is undefined where no family is certain. */
const families: ReadonlyMap<string, Family | undefined> = new Map([
  ...unclear.split(' ').map((word) => [word, undefined] as const),
  ...Object.entries(byFamily).flatMap(([family, list]) =>
    list.split(' ').map((word) => [toBareWord(word), family as Family] as const),
  ),
]);

/**
 * The rule for a lone colour word: it is vague, since makers have many reds, except black and natural, which they
 * print as the whole name.
 */
const wholeNames: ReadonlySet<string> = new Set([
  'black',
  'natural',
  'schwarz',
  'noir',
  'nero',
  'negro',
  'svart',
  'zwart',
  'natur',
  'naturel',
]);

export function isColourWord(word: string): boolean {
  return families.has(word);
}

export function isVagueAlone(word: string): boolean {
  return families.has(word) && !wholeNames.has(word);
}

export function familyOfColourWord(word: string): Family | undefined {
  return families.get(word);
}

/** The family that several colour words agree on. A blue, green or gray burst is what its colour says. */
export function agreeOnFamily(found: Iterable<Family | undefined>): Family | undefined {
  const distinct = new Set(found);
  distinct.delete(undefined);
  if (distinct.has('sunburst') && distinct.size === 2) {
    for (const family of ['blue', 'green', 'purple', 'pink', 'silver', 'black'] as const) {
      if (distinct.has(family)) return family;
    }
    if (['brown', 'orange', 'yellow', 'gold', 'natural'].some((family) => distinct.has(family as Family)))
      return 'sunburst';
  }
  return distinct.size === 1 ? [...distinct][0] : undefined;
}

function toBareWord(word: string): string {
  return word.normalize('NFKD').replace(/\p{M}/gu, '');
}
