import type { Span } from './span.js';
import type { Token } from './token.js';
import { materials, partAdjectives, partPhrases, parts, qualities, wooden, woodNames } from './words/parts.js';
import { phraseAt } from './words/word-list.js';

const copulas: ReadonlySet<string> = new Set(
  'in is are en em im ist sind est es son e sono i er jest color colored w'.split(' '),
);
/** A part adjective, a coordinating word and a part: no name of a part has more words before it. */
const mostAdjectives = 4;

/** Whether the words are the colour of a part, or what it is made of, and not of the guitar. */
export function isOfPart(tokens: readonly Token[], span: Span): boolean {
  const { start, end } = span;
  if (isBeforePart(tokens, end, span)) return true;
  const before = tokens[start - 1];
  const joined = tokens[start]!.gap === 'none';
  if (before === undefined) return false;
  // Pickguard: Mint Green; Fretboard Wood: Ebony.
  if (tokens[start]!.gap === 'colon' && isPartClause(tokens, span)) return true;
  if (!joined) return false;
  const isWood = woodNames.has(tokens[start]!.text) && span.kind === 'word';
  if (isPartWord(before) && (span.follows || isWood)) return true;
  // A pickguard in Mint Green; le pickguard est noir.
  if (copulas.has(before.text)) return isPartWord(tokens[start - 2]) || isPartWord(tokens[start - 3]);
  return span.follows && isPartWord(tokens[start - 2]) && tokens[start - 1]!.gap === 'none';
}

/** Fiesta Red headstock; black 3-ply pickguard; walnut body; a natural tone. */
function isBeforePart(tokens: readonly Token[], end: number, span: Span): boolean {
  for (let at = end; at < Math.min(end + mostAdjectives, tokens.length); at++) {
    const token = tokens[at]!;
    if (token.gap !== 'none') return false;
    if (isPartWord(token) || phraseAt(partPhrases, tokens, at) > 0) return true;
    if (at === end && span.kind !== 'phrase') {
      if (qualities.has(token.text)) return true;
      const name = tokens[end - 1]!.text;
      if (woodNames.has(name) && wooden.has(token.text) && !isFinishNext(tokens, at + 1)) return true;
    }
    if (!partAdjectives.has(token.text) && !materials.has(token.text)) return false;
  }
  return false;
}

function isFinishNext(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at];
  return next?.gap === 'none' && (next.text === 'finish' || next.text === 'color');
}

function isPartWord(token: Token | undefined): boolean {
  return token !== undefined && parts.has(token.text);
}

/** Whether the clause before a colon is about a part. */
function isPartClause(tokens: readonly Token[], { start, kind }: Span): boolean {
  for (let at = start - 1; at >= Math.max(0, start - 4); at--) {
    const token = tokens[at]!;
    if (parts.has(token.text)) return true;
    if (wooden.has(token.text)) return kind !== 'phrase' && !isLabelled(tokens, at, start);
    if (token.gap !== 'none') return false;
  }
  return false;
}

/** `Body color: Black` is about the finish, `Body: Walnut` about the wood. */
function isLabelled(tokens: readonly Token[], at: number, start: number): boolean {
  return tokens.slice(at + 1, start).some(({ text }) => text === 'color' || text === 'finish');
}
