import type { Family, Origin } from './taxonomy.js';
import { nameKey } from './token.js';
import { shades } from './words/colours.js';

/** What single colour words say; words are given as keys, see `nameKey`. */
export interface ColourWords {
  /** Whether the word names a colour or a shade. */
  has(word: string): boolean;
  /** Slug of the family that the word says; undefined for shades and unknown words. */
  familyOf(word: string): string | undefined;
  /**
   * Whether the word alone is too vague to name a built-in finish: makers have many reds. Black and natural are the
   * exception, since makers print them as the whole name.
   */
  isVagueAlone(word: string): boolean;
  isFamily(slug: string): boolean;
  /** The family that several colour words agree on; undefined if they do not. */
  agree(families: Iterable<string | undefined>): string | undefined;
}

/** If two families claim a word, the one that a user added wins. */
export function createColourWords(families: Iterable<Family>): ColourWords {
  const bySlug = new Map(Array.from(families, (family) => [family.slug, family]));
  const byWord = new Map<string, Family>();
  const add = (wanted: Origin) => {
    for (const family of bySlug.values()) {
      if (family.origin !== wanted) continue;
      for (const word of wordsOf(family)) byWord.set(nameKey(word), family);
    }
  };
  add('built-in');
  add('extension');
  const has = (word: string) => byWord.has(word) || shades.has(word);
  return {
    has,
    familyOf: (word) => byWord.get(word)?.slug,
    isFamily: (slug) => bySlug.has(slug),
    isVagueAlone: (word) => byWord.get(word)?.plain === false,
    agree(found) {
      const distinct = new Set(found);
      distinct.delete(undefined);
      const [one, other] = distinct;
      if (distinct.size === 1) return one;
      if (distinct.size !== 2) return undefined;
      if (bySlug.get(one!)?.winsOver.includes(other!)) return one;
      return bySlug.get(other!)?.winsOver.includes(one!) ? other : undefined;
    },
  };
}

/** Every word that says the family, in all languages. */
export function wordsOf({ words, translations }: Family): string[] {
  return [...words, ...translations.map(({ name }) => name)];
}
