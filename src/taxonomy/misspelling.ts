import { distance } from 'fastest-levenshtein';
import type { Name, NameIndex } from './name-index.js';
import type { Finish } from './taxonomy.js';
import { type Token, toKey } from './token.js';
import { typoDistance } from './typo.js';

/** Shorter texts have too many similar names for a guess. */
const leastLength = 7;
const lengthForTwoTypos = 14;
/** Every other finish must be this many typing errors further away. */
const leastMargin = 2;

/**
 * The finish whose name these words misspell. Undefined if all words are known (then they are another name), if numbers
 * or first letters differ, and if another finish is almost as near.
 */
export function findMisspelt(index: NameIndex, tokens: readonly Token[]): Finish | undefined {
  const key = toKey(tokens);
  if (key.length < leastLength || tokens.every(({ text }) => index.words.has(text))) return undefined;
  const sameLetter = index.byFirstLetter.get(key[0]!) ?? [];
  const [best] = nearNames(sameLetter, key, key.length < lengthForTwoTypos ? 1 : 2);
  if (!best) return undefined;
  const rivals = nearNames(index.names.values(), key, best.errors + leastMargin - 1);
  return rivals.every(({ finish }) => finish === best.finish) ? best.finish : undefined;
}

/** Names within `most` typing errors of the key and with its digits, the nearest first. */
function nearNames(names: Iterable<Name>, key: string, most: number): { finish: Finish; errors: number }[] {
  const near: { finish: Finish; errors: number }[] = [];
  const digits = key.replace(/\D/g, '');
  for (const name of names) {
    if (name.key.length < leastLength - 1 || Math.abs(name.key.length - key.length) > most) continue;
    // Plain Levenshtein counts a swap as 2, so this bound loses nothing and saves most of the slow comparisons.
    if (distance(name.key, key) > 2 * most || name.key.replace(/\D/g, '') !== digits) continue;
    const errors = typoDistance(name.key, key);
    if (errors <= most) near.push({ finish: name.finish, errors });
  }
  return near.sort((a, b) => a.errors - b.errors);
}
