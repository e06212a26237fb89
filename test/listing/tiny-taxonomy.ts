import type { Finish, Taxonomy } from '../../src/taxonomy/taxonomy.js';

const finish = (slug: string, name: string, family: Finish['family']): Finish => ({
  slug,
  name,
  family,
  makers: [],
  aliases: [],
  swatch: '#000000',
  origin: 'built-in',
});
const finishes = [
  finish('fiesta-red', 'Fiesta Red', 'red'),
  finish('candy-apple-red', 'Candy Apple Red', 'red'),
  finish('olympic-white', 'Olympic White', 'white'),
  finish('3-color-sunburst', '3-Color Sunburst', 'sunburst'),
];

/** Knows four finishes by their exact names: enough to test what is built on a taxonomy. */
export function createTinyTaxonomy(version: number | undefined): Taxonomy {
  return {
    version,
    finishes: new Map(finishes.map((entry) => [entry.slug, entry])),
    match(text) {
      const words = text?.trim().toLowerCase();
      if (!words) return { kind: 'missing' };
      if (words === 'red') return { kind: 'vague', family: 'red' };
      if (words === 'sunburst') return { kind: 'vague', family: 'sunburst' };
      const found = finishes.find((entry) => entry.name.toLowerCase() === words);
      return found ? { kind: 'exact', finish: found } : { kind: 'unrecognised' };
    },
    mention(text) {
      const found = finishes.filter((entry) => text?.includes(entry.name));
      if (!text || found.length !== 1 || !found[0]) return undefined;
      return { finish: found[0], phrase: found[0].name, start: text.indexOf(found[0].name) };
    },
  };
}
