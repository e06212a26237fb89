import { deletions, leastLength } from './deletions.js';
import type { NameIndex } from './name-index.js';
import type { Token } from './token.js';
import { typoDistance } from './typo.js';

/** A word of this length is unmistakable by itself. */
const lengthAlone = 8;

/** Puts right words of finishes with one typing error, beside another word of a finish: Tabacco Sunburst. */
export function correctSpelling(index: NameIndex, tokens: Token[]): Token[] {
  const isColour = (token: Token | undefined) =>
    token !== undefined && (index.words.has(token.text) || index.colours.has(token.text));
  return tokens.map((token, at) => {
    const { text } = token;
    if (text.length < leastLength - 1 || text.length > 16 || isColour(token) || index.usualWords.has(text))
      return token;
    const next = tokens[at + 1];
    const beside =
      (token.gap === 'none' && isColour(tokens[at - 1])) || (next?.gap === 'none' && isColour(next));
    if (!beside && text.length < lengthAlone) return token;
    const word = findWord(index.wordsByDeletion, text);
    return word === undefined || (!beside && word.length < lengthAlone) ? token : { ...token, text: word };
  });
}

function findWord(groups: ReadonlyMap<string, readonly string[]>, text: string): string | undefined {
  const near = new Set<string>();
  for (const key of deletions(text)) {
    for (const word of groups.get(key) ?? [])
      if (word[0] === text[0] && typoDistance(word, text) === 1) near.add(word);
  }
  const [word] = near;
  return near.size === 1 ? word : undefined;
}
