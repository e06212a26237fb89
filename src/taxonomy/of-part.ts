import type { Span } from './span.js';
import type { Token } from './token.js';
import {
  equipment,
  fittings,
  guardParts,
  materials,
  partAdjectives,
  partPhrases,
  parts,
  qualities,
  wooden,
  woodNames,
  woodParts,
} from './words/parts.js';
import { phraseAt } from './words/word-list.js';

const copulas: ReadonlySet<string> = new Set(
  'in is are en em im ist sind est es son e sono i er jest color colored w'.split(' '),
);
/** A part adjective, a coordinating word and a part: no name of a part has more words before it. */
const mostAdjectives = 4;

/** Whether the words are the colour of a part, or what it is made of, and not of the guitar. */
export function isOfPart(tokens: readonly Token[], span: Span, isTitle: boolean): boolean {
  const { start } = span;
  if (!span.follows && isBeforePart(tokens, span, isTitle)) return true;
  const before = tokens[start - 1];
  const joined = tokens[start]!.gap === 'none';
  if (before === undefined) return false;
  // Pickguard: Mint Green; Fretboard Wood: Ebony.
  if (isPartClause(tokens, span)) return true;
  if (!joined) return false;
  const isWood = woodNames.has(tokens[start]!.text) && span.kind === 'word';
  if (span.follows && isPartWord(before)) return true;
  if (isWood && woodParts.has(before.text)) return true;
  if (span.kind !== 'phrase' && guardParts.has(before.text)) return true;
  // A pickguard in Mint Green; le pickguard est noir.
  if (before.text === 'in' && equipment.has(tokens[start - 2]?.text ?? '')) return false;
  if (copulas.has(before.text))
    return (
      isPartWord(tokens[start - 2]) || (tokens[start - 2]?.gap === 'none' && isPartWord(tokens[start - 3]))
    );
  return span.follows && isPartWord(tokens[start - 2]) && tokens[start - 1]!.gap === 'none';
}

/** Fiesta Red headstock; black 3-ply pickguard; walnut body; a natural tone. */
function isBeforePart(tokens: readonly Token[], span: Span, isTitle: boolean): boolean {
  const { end, kind } = span;
  // What a title names behind a finish is no part that has it: `Gold Top Mini Humbuckers`.
  const isName = isTitle && span.finish !== undefined && kind === 'phrase';
  for (let at = end; at < Math.min(end + mostAdjectives, tokens.length); at++) {
    const token = tokens[at]!;
    if (token.gap !== 'none') return false;
    if (isPartWord(token)) return !(isName && equipment.has(token.text));
    if (phraseAt(partPhrases, tokens, at) > 0) return true;
    const after = tokens[at + 1];
    if (at === end && kind === 'colour' && after?.gap === 'none' && fittings.has(after.text)) return true;
    if (at === end && (kind !== 'phrase' || woodNames.has(tokens[span.start]!.text))) {
      if (qualities.has(token.text)) return true;
      const name = tokens[end - 1]!.text;
      if (woodNames.has(name) && wooden.has(token.text) && !isFinishNext(tokens, at + 1)) return true;
    }
    // A title may go on with the wood of the neck: `Fiesta Red Maple Neck`.
    if (!partAdjectives.has(token.text) && (isTitle || !materials.has(token.text))) return false;
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

/** Whether the words before a colon are a part, or the colour or wood of one: `Hardware color: Gold`. */
function isPartClause(tokens: readonly Token[], { start, kind }: Span): boolean {
  let from = start;
  while (from > 0 && tokens[from]!.gap === 'none' && partAdjectives.has(tokens[from - 1]!.text)) from--;
  const label = tokens[from - 1];
  if (!label || tokens[from]!.gap !== 'colon') return false;
  if (isPartWord(label) || (kind !== 'phrase' && wooden.has(label.text))) return true;
  return (
    (label.text === 'color' ||
      label.text === 'wood' ||
      label.text === 'finish' ||
      label.text === 'material') &&
    label.gap === 'none' &&
    isPartWord(tokens[from - 2])
  );
}
