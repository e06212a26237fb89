import { isVagueAlone } from './colour-word.js';
import type { Finish } from './taxonomy.js';
import { toKey, tokenise } from './token.js';

/** A name of a finish, ready for comparison. */
export interface Name {
  /** The words written together. */
  key: string;
  finish: Finish;
  kind: 'exact' | 'alias';
}

/** All names of a taxonomy, in the shapes that matching needs. */
export interface NameIndex {
  /** By key: names, slugs, aliases, and the codes of one maker after the maker's name. */
  names: ReadonlyMap<string, Name>;
  /** By key: shop codes that are used across makers. */
  codes: ReadonlyMap<string, Finish>;
  /** By key: names of two words or more, which are unmistakable in a longer text. */
  phrases: ReadonlyMap<string, Finish>;
  /** Every beginning of every phrase. */
  phrasePrefixes: ReadonlySet<string>;
  /** Names in full, by first letter: what a misspelt text is compared with. */
  byFirstLetter: ReadonlyMap<string, readonly Name[]>;
  /** Every word of every name: a text of only these is no typing error. */
  words: ReadonlySet<string>;
  /** Keys of the makers. */
  makers: ReadonlySet<string>;
  /** Every word of every maker's name. */
  makerWords: ReadonlySet<string>;
}

/** Upper case in the CSV makes an alias a shop code: alone (3TS), or after the maker whose code it is (Epiphone CH). */
const codePattern = /(?:^| )[A-Z0-9]{2,5}$/;

function isShopCode(alias: string): boolean {
  return codePattern.test(alias);
}

export function nameKey(name: string): string {
  return toKey(tokenise(name, name.length));
}

/** Extensions come after what is built in and win where both claim a name. */
export function createNameIndex(finishes: Iterable<Finish>): NameIndex {
  const names = new Map<string, Name>();
  const codes = new Map<string, Finish>();
  const phrases = new Map<string, Finish>();
  const phrasePrefixes = new Set<string>();
  const words = new Set<string>();
  const makers = new Set<string>();
  const makerWords = new Set<string>();
  const ordered = [...finishes].sort(
    (a, b) => Number(a.origin === 'extension') - Number(b.origin === 'extension'),
  );
  for (const finish of ordered) {
    for (const maker of finish.makers) {
      makers.add(nameKey(maker));
      for (const token of tokenise(maker, maker.length)) makerWords.add(token.text);
    }
    const own = nameKey(finish.name);
    for (const alias of [finish.slug, ...finish.aliases, finish.name]) {
      const tokens = tokenise(alias, alias.length);
      const key = toKey(tokens);
      if (alias !== finish.name && isShopCode(alias)) {
        if (tokens.length === 1) codes.set(key, finish);
        else names.set(key, { key, finish, kind: 'alias' });
        continue;
      }
      // Who extends the list by a colour word says that it is a whole name.
      if (finish.origin === 'built-in' && tokens.length === 1 && isVagueAlone(key)) continue;
      names.set(key, { key, finish, kind: key === own || alias === finish.slug ? 'exact' : 'alias' });
      for (const token of tokens) words.add(token.text);
      if (tokens.length < 2) continue;
      phrases.set(key, finish);
      for (let end = 1; end <= key.length; end++) phrasePrefixes.add(key.slice(0, end));
    }
  }
  return {
    names,
    codes,
    phrases,
    phrasePrefixes,
    byFirstLetter: groupByFirstLetter(names),
    words,
    makers,
    makerWords,
  };
}

function groupByFirstLetter(names: ReadonlyMap<string, Name>): ReadonlyMap<string, readonly Name[]> {
  const groups = new Map<string, Name[]>();
  for (const name of names.values()) {
    const letter = name.key[0]!;
    groups.set(letter, [...(groups.get(letter) ?? []), name]);
  }
  return groups;
}

/** The known makers that a seller's make names, as keys: `Squier by Fender` names two. */
export function findMakers(index: NameIndex, make: string | null | undefined): string[] {
  if (!make) return [];
  const tokens = tokenise(make, 100);
  const found: string[] = [];
  for (let start = 0; start < tokens.length; start++) {
    for (let end = start + 1; end <= Math.min(start + 3, tokens.length); end++) {
      const key = toKey(tokens.slice(start, end));
      if (index.makers.has(key)) found.push(key);
    }
  }
  return found;
}

/** Whether a finish may be one of these makers: also where the makers are unknown, or the finish is anyone's. */
export function isMadeBy(finish: Finish, makers: readonly string[]): boolean {
  return (
    makers.length === 0 ||
    finish.makers.length === 0 ||
    finish.makers.some((maker) => makers.includes(nameKey(maker)))
  );
}
