import { type ColourWords, createColourWords, wordsOf } from './colour-words.js';
import { groupByDeletion } from './deletions.js';
import type { Finish, TaxonomyRows } from './taxonomy.js';
import { nameKey, toKey, tokenise } from './token.js';
import { materials, parts, remarks, shades } from './vocabulary.js';
import { neutral } from './words/neutral.js';

/** A name of a finish, ready for comparison. */
export interface Name {
  /** The words written together. */
  key: string;
  finish: Finish;
  kind: 'exact' | 'alias';
}

/** All names of a taxonomy, in the shapes that matching needs. */
export interface NameIndex {
  colours: ColourWords;
  /** By key: names, slugs, aliases, translations, and each maker's codes after the maker's name. */
  names: ReadonlyMap<string, Name>;
  /** By key: shop codes that several makers use in the same sense. */
  codes: ReadonlyMap<string, Finish>;
  /** By key: names of two or more words, which are unmistakable in a longer text. */
  phrases: ReadonlyMap<string, Finish>;
  /** By key: names without codes, of one word too. */
  plainNames: ReadonlyMap<string, Finish>;
  /** Every prefix of every such name. */
  namePrefixes: ReadonlySet<string>;
  /** By the maker's and the code's key together: codes of one maker. */
  makerCodes: ReadonlyMap<string, Finish>;
  /** Names and colour words in scripts without spaces, the longest first. */
  scriptNames: readonly string[];
  /** Every word of every English name. */
  englishWords: ReadonlySet<string>;
  /** See `groupByDeletion`. */
  wordsByDeletion: ReadonlyMap<string, readonly string[]>;
  /** Words of names that stand before any finish: names of models, remarks and the like. */
  usualWords: ReadonlySet<string>;
  /** By first letter: the names that a misspelt text is compared with. */
  byFirstLetter: ReadonlyMap<string, readonly Name[]>;
  /** Every word of every name. A text that consists of such words has no typing error. */
  words: ReadonlySet<string>;
  /** Keys of colours and names in scripts that put no spaces between words. */
  unspacedWords: ReadonlySet<string>;
  /** Keys of the makers. */
  makers: ReadonlySet<string>;
  /** Every word of every maker's name. */
  makerWords: ReadonlySet<string>;
}

/** The names that rows from a user claim take precedence over those of built-in rows. */
export function createNameIndex({ families, finishes }: TaxonomyRows): NameIndex {
  const colours = createColourWords(families);
  const names = new Map<string, Name>();
  const codes = new Map<string, Finish>();
  const phrases = new Map<string, Finish>();
  const plainNames = new Map<string, Finish>();
  const namePrefixes = new Set<string>();
  const makerCodes = new Map<string, Finish>();
  const words = new Set<string>();
  const englishWords = new Set<string>();
  const makers = new Set<string>();
  const makerWords = new Set<string>();
  const addName = (finish: Finish, name: string, kind: Name['kind']) => {
    const tokens = tokenise(name, name.length);
    const key = toKey(tokens);
    // A user who adds a colour word as a name says that it is the whole name.
    if (finish.origin === 'built-in' && tokens.length === 1 && colours.isVagueAlone(key)) return;
    names.set(key, { key, finish, kind });
    for (const token of tokens) words.add(token.text);
    plainNames.set(key, finish);
    for (let end = 1; end <= key.length; end++) namePrefixes.add(key.slice(0, end));
    if (tokens.length >= 2) phrases.set(key, finish);
  };
  const addCode = (finish: Finish, code: string, maker: string | null) => {
    if (maker === null) codes.set(nameKey(code), finish);
    else {
      const key = nameKey(maker) + nameKey(code);
      names.set(key, { key, finish, kind: 'alias' });
      makerCodes.set(key, finish);
      makers.add(nameKey(maker));
    }
  };
  const ordered = finishes.toSorted(
    (a, b) => Number(a.origin === 'extension') - Number(b.origin === 'extension'),
  );
  for (const finish of ordered) {
    for (const maker of finish.makers) {
      makers.add(nameKey(maker));
      for (const token of tokenise(maker, maker.length)) makerWords.add(token.text);
    }
    const own = nameKey(finish.name);
    addName(finish, finish.slug, 'exact');
    for (const alias of [...finish.aliases, ...finish.translations.map(({ name }) => name)])
      addName(finish, alias, nameKey(alias) === own ? 'exact' : 'alias');
    for (const name of [finish.name, ...finish.aliases])
      for (const { text } of tokenise(name, name.length)) englishWords.add(text);
    for (const { code, maker } of finish.codes) addCode(finish, code, maker);
    addName(finish, finish.name, 'exact');
  }
  const unspaced = /^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+$/;
  const translated = families.flatMap(({ translations }) => translations.map(({ name }) => nameKey(name)));
  return {
    colours,
    unspacedWords: new Set([...names.keys(), ...translated].filter((key) => unspaced.test(key))),
    names,
    codes,
    phrases,
    plainNames,
    namePrefixes,
    makerCodes,
    scriptNames: findScriptNames([
      ...plainNames.keys(),
      ...families.flatMap(wordsOf).map(nameKey),
      'カラ',
      '色款',
      '款',
    ]),
    englishWords,
    wordsByDeletion: groupByDeletion(englishWords),
    usualWords: new Set([...remarks, ...materials, ...parts, ...shades, ...neutral]),
    byFirstLetter: groupByFirstLetter(names),
    words,
    makers,
    makerWords,
  };
}

function findScriptNames(keys: readonly string[]): string[] {
  return keys
    .filter((key) => /^[\p{Script=Han}\p{Script=Katakana}\u30fc]+$/u.test(key))
    .toSorted((a, b) => b.length - a.length);
}

function groupByFirstLetter(names: ReadonlyMap<string, Name>): ReadonlyMap<string, readonly Name[]> {
  const groups = new Map<string, Name[]>();
  for (const name of names.values()) {
    const letter = name.key[0]!;
    groups.set(letter, [...(groups.get(letter) ?? []), name]);
  }
  return groups;
}

/** Keys of the known makers that a seller's make names; `Squier by Fender` names two. */
export function findMakers(index: NameIndex, make: string | null | undefined): string[] {
  if (!make) return [];
  const tokens = tokenise(make, 100);
  const found: string[] = [];
  for (let start = 0; start < tokens.length; start++) {
    let key = '';
    for (let end = start + 1; end <= Math.min(start + 3, tokens.length); end++) {
      key += tokens[end - 1]!.text;
      if (index.makers.has(key)) found.push(key);
    }
  }
  return found;
}

/** Whether one of these makers may offer the finish; true also if the makers are unknown or the finish is common. */
export function isMadeBy(finish: Finish, makers: readonly string[]): boolean {
  return (
    makers.length === 0 ||
    finish.makers.length === 0 ||
    finish.makers.some((maker) => makers.includes(nameKey(maker)))
  );
}
