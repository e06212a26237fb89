import { typoDistance } from './typo.js';

/** Shorter words have too many similar ones for a guess. */
const leastLength = 5;

/**
 * A function that finds the known words within one typing error of an unknown word, with the same first letter.
 * Words that differ by one error share a word with one letter left out (Garbe 2012, symmetric delete).
 */
export function createCorrection(known: ReadonlySet<string>): (word: string) => readonly string[] {
  const byPart = new Map<string, string[]>();
  for (const word of known) {
    if (word.length < leastLength || !/^[a-z]+$/.test(word)) continue;
    for (const part of [word, ...withoutOne(word)]) byPart.set(part, [...(byPart.get(part) ?? []), word]);
  }
  return (word) => {
    if (word.length < leastLength || word.length > 24 || known.has(word)) return [];
    const near = new Set<string>();
    for (const part of [word, ...withoutOne(word)]) {
      for (const one of byPart.get(part) ?? []) {
        if (one[0] === word[0] && typoDistance(one, word) === 1) near.add(one);
      }
    }
    return [...near];
  };
}

function withoutOne(word: string): string[] {
  return Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1));
}
