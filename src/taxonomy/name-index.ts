import { type ColourWords, createColourWords, wordsOf } from './colour-words.js';
import { createCorrection } from './correction.js';
import type { Finish, TaxonomyRows } from './taxonomy.js';
import { nameKey, toKey, tokenise } from './token.js';
import { labelledOnly } from './words/colours.js';

/** A name of a finish, ready for comparison. */
export interface Name {
  /** The words written together. */
  key: string;
  finish: Finish;
  kind: 'exact' | 'alias';
}

/** What a key in a text may name: a finish, or only a family. */
export interface Term {
  finish: Finish | undefined;
  family: string;
  /** Whether a name of several words, which is unmistakable in a longer text. */
  isPhrase: boolean;
  /** Whether in its language the colour follows what has it: `golpeador negro`. */
  follows: boolean;
}

/** All names of a taxonomy, in the shapes that reading needs. */
export interface NameIndex {
  colours: ColourWords;
  /** By key: names, slugs, aliases, translations, and each maker's codes after the maker's name. */
  names: ReadonlyMap<string, Name>;
  /** By key: shop codes that several makers use in the same sense. */
  codes: ReadonlyMap<string, Finish>;
  /** By key: names of finishes without codes, and the words of families. */
  terms: ReadonlyMap<string, Term>;
  /** Every prefix of every term. */
  termPrefixes: ReadonlySet<string>;
  /** By first letter: the names that a misspelt text is compared with. */
  byFirstLetter: ReadonlyMap<string, readonly Name[]>;
  /** Every word of every name. A text that consists of such words has no typing error. */
  words: ReadonlySet<string>;
  /** Keys of the makers. */
  makers: ReadonlySet<string>;
  /** Every word of every maker's name. */
  makerWords: ReadonlySet<string>;
  /** The words of names that an unknown word may misspell. */
  correct(word: string): readonly string[];
}

/** Languages in which an adjective stands behind its noun. */
const followingLanguages: ReadonlySet<string> = new Set(['fr', 'es', 'it', 'pt']);

/** The names that rows from a user claim take precedence over those of built-in rows. */
export function createNameIndex({ families, finishes }: TaxonomyRows): NameIndex {
  const colours = createColourWords(families);
  const names = new Map<string, Name>();
  const codes = new Map<string, Finish>();
  const terms = new Map<string, Term>();
  const words = new Set<string>();
  const makers = new Set<string>();
  const makerWords = new Set<string>();
  const addMaker = (maker: string) => {
    makers.add(nameKey(maker));
    for (const token of tokenise(maker, maker.length)) makerWords.add(token.text);
  };
  const addName = (finish: Finish, name: string, kind: Name['kind'], follows = false) => {
    const tokens = tokenise(name, name.length);
    const key = toKey(tokens);
    // A user who adds a colour word as a name says that it is the whole name.
    if (finish.origin === 'built-in' && tokens.length === 1 && colours.isVagueAlone(key)) return;
    names.set(key, { key, finish, kind });
    terms.set(key, { finish, family: finish.family, isPhrase: tokens.length > 1, follows });
    for (const token of tokens) words.add(token.text);
  };
  const addCode = (finish: Finish, code: string, maker: string | null) => {
    if (maker === null) codes.set(nameKey(code), finish);
    else {
      const key = nameKey(maker) + nameKey(code);
      names.set(key, { key, finish, kind: 'alias' });
      addMaker(maker);
    }
  };
  for (const family of families) {
    const preceding = new Set(
      [
        ...family.words,
        ...family.translations
          .filter(({ language }) => !followingLanguages.has(language))
          .map(({ name }) => name),
      ].map(nameKey),
    );
    for (const key of wordsOf(family).map(nameKey)) {
      const said = colours.familyOf(key);
      if (said !== undefined)
        terms.set(key, { finish: undefined, family: said, isPhrase: false, follows: !preceding.has(key) });
    }
  }
  const ordered = finishes.toSorted(
    (a, b) => Number(a.origin === 'extension') - Number(b.origin === 'extension'),
  );
  for (const finish of ordered) {
    for (const maker of finish.makers) addMaker(maker);
    const own = nameKey(finish.name);
    addName(finish, finish.slug, 'exact');
    for (const alias of finish.aliases) addName(finish, alias, nameKey(alias) === own ? 'exact' : 'alias');
    for (const { language, name } of finish.translations)
      addName(finish, name, nameKey(name) === own ? 'exact' : 'alias', followingLanguages.has(language));
    for (const { code, maker } of finish.codes) addCode(finish, code, maker);
    addName(finish, finish.name, 'exact');
    // Where a colour is a whole name, its word is that name in every language.
    const family = families.find(({ slug, plain }) => plain && slug === finish.slug);
    for (const key of family ? wordsOf(family).map(nameKey) : []) {
      const term = terms.get(key);
      if (!term || term.finish || labelledOnly.has(key)) continue;
      names.set(key, { key, finish, kind: 'alias' });
      terms.set(key, { ...term, finish });
    }
  }
  return {
    colours,
    names,
    codes,
    terms,
    termPrefixes: new Set([...terms.keys()].flatMap(prefixesOf)),
    byFirstLetter: groupByFirstLetter(names),
    words,
    makers,
    makerWords,
    correct: createCorrection(words),
  };
}

function prefixesOf(key: string): string[] {
  return Array.from(key, (_, at) => key.slice(0, at + 1));
}

function groupByFirstLetter(names: ReadonlyMap<string, Name>): ReadonlyMap<string, readonly Name[]> {
  const groups = new Map<string, Name[]>();
  for (const name of names.values()) {
    const letter = name.key[0]!;
    groups.set(letter, [...(groups.get(letter) ?? []), name]);
  }
  return groups;
}
