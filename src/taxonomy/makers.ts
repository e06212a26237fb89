import type { NameIndex } from './name-index.js';
import type { Finish } from './taxonomy.js';
import { nameKey, type Token, toKey, tokenise } from './token.js';

/** Brands that belong to another maker, whose name sellers write too: their own codes come first. */
const brandsOf: ReadonlyMap<string, string> = new Map([
  ['squier', 'fender'],
  ['epiphone', 'gibson'],
  ['ltd', 'esp'],
  ['sterling', 'musicman'],
]);

/**
 * Keys of the known makers that a seller's make and the words of a text name, the brands of a maker instead of that
 * maker: `Squier by Fender` is Squier. The text counts only for such a brand, or if there is no make.
 */
export function findMakers(
  index: NameIndex,
  make: string | null | undefined,
  text: readonly Token[] = [],
): string[] {
  const named = make ? namedMakers(index, make) : [];
  const inText = makersAmong(index, text);
  const found = new Set(named.length > 0 || make ? named : inText);
  for (const [brand, owner] of brandsOf) {
    if (found.has(brand) || (found.has(owner) && inText.includes(brand))) {
      found.add(brand);
      found.delete(owner);
    }
  }
  return [...found];
}

/** Keys of all known makers that a text names. */
export function namedMakers(index: NameIndex, text: string): string[] {
  return makersAmong(index, tokenise(text, 200));
}

function makersAmong(index: NameIndex, tokens: readonly Token[]): string[] {
  const found: string[] = [];
  for (let start = 0; start < tokens.length; start++) {
    if (!index.makerWords.has(tokens[start]!.text)) continue;
    for (let end = start + 1; end <= Math.min(start + 3, tokens.length); end++) {
      const key = toKey(tokens.slice(start, end));
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
