import { isMadeBy, type NameIndex } from './name-index.js';
import type { Finish } from './taxonomy.js';
import type { Token } from './token.js';
import { materials, parts } from './vocabulary.js';
import { bursts, neutral } from './words/neutral.js';
import { otherSenses } from './words/other-senses.js';

/** Adjacent words about colour, such as Satin Trans Blue Burst. */
export interface Run {
  /** Tokens from `start` to before `end`. */
  start: number;
  end: number;
  /** The finish that it names; undefined if it only says a family. */
  finish: Finish | undefined;
  /** Undefined if it names several colours. */
  family: string | undefined;
  /** Whether a name of two or more words is in it, which is unmistakable. */
  phrase: boolean;
}

interface Piece {
  start: number;
  end: number;
  finish: Finish | undefined;
  family: string | undefined;
}

/** All runs of a text, in order. Takes time linear in the number of tokens, as names are short. */
export function findRuns(index: NameIndex, tokens: readonly Token[], makers: readonly string[]): Run[] {
  const runs: Run[] = [];
  let pieces: Piece[] = [];
  const close = () => {
    const run = toRun(index, tokens, pieces, makers);
    if (run) runs.push(run);
    pieces = [];
  };
  for (let at = 0; at < tokens.length; ) {
    if (tokens[at]!.gap !== 'none') close();
    const piece = findPiece(index, tokens, at, makers);
    const other = otherSenses.at(tokens, at);
    // Blue Moon Burst is a finish although a blue moon is none.
    if (other > 0 && other >= (piece?.end ?? at) - at) {
      close();
      at += other;
      continue;
    }
    if (!piece) {
      close();
      at++;
      continue;
    }
    pieces.push(piece);
    at = piece.end;
  }
  close();
  return runs;
}

/** The longest name from a token on, or a word about colour. */
function findPiece(
  index: NameIndex,
  tokens: readonly Token[],
  start: number,
  makers: readonly string[],
): Piece | undefined {
  let key = tokens[start]!.text;
  let found: Piece | undefined;
  if (index.namePrefixes.has(key)) {
    for (let end = start + 1; ; end++) {
      const finish = index.plainNames.get(key);
      // One word is also something else unless the maker of the guitar has such a finish.
      const next = tokens[end];
      // Natural Maple Neck: the maple is the neck's.
      const isOfNeck =
        end > start + 1 &&
        next?.gap === 'none' &&
        materials.has(tokens[end - 1]!.text) &&
        parts.has(next.text);
      if (finish && !isOfNeck && (end > start + 1 || index.phrases.has(key) || isOffered(finish, makers)))
        found = { start, end, finish, family: finish.family };
      if (next?.gap !== 'none') break;
      key += next.text;
      if (!index.namePrefixes.has(key)) break;
    }
  }
  // Worn Heritage Cherry Sunburst is a Heritage Cherry Sunburst, not a Worn Heritage Cherry with a burst.
  if (found && neutral.has(tokens[start]!.text) && tokens[start + 1]?.gap === 'none') {
    const inner = findPiece(index, tokens, start + 1, makers);
    if (inner?.finish && inner.end > found.end) found = undefined;
  }
  if (found) return found;
  const { text } = tokens[start]!;
  if (index.colours.has(text) || neutral.has(text))
    return { start, end: start + 1, finish: undefined, family: index.colours.familyOf(text) };
  return undefined;
}

/** Words of finishes that are also names of models. */
const modelWords: ReadonlySet<string> = new Set(
  'casino riviera capri california malibu coronado bullet affinity meteora nova'.split(' '),
);

/** Stricter than `isMadeBy`: an unknown maker does not count. */
function isOffered(finish: Finish, makers: readonly string[]): boolean {
  return finish.makers.length === 0 || (makers.length > 0 && isMadeBy(finish, makers));
}

function toRun(
  index: NameIndex,
  tokens: readonly Token[],
  given: readonly Piece[],
  makers: readonly string[],
): Run | undefined {
  const isNeutral = ({ start, end, finish, family }: Piece) =>
    !finish && !family && end === start + 1 && neutral.has(tokens[start]!.text);
  const first = given.findIndex((piece) => piece.family !== undefined);
  if (first === -1) return undefined;
  const pieces = given.filter((piece) => !isNeutral(piece));
  const start = given[0]!.start;
  const end = given.at(-1)!.end;
  const named = pieces.filter((piece) => piece.finish);
  const families = pieces.map((piece) => piece.family);
  const last = tokens[end - 1]!.text;
  const colour = pieces.find((piece) => piece.family !== undefined)!;
  const family =
    index.colours.agree(families) ??
    // A red burst is red.
    (bursts.has(last) || named.at(-1)?.finish?.slug.endsWith('burst') ? colour.family : undefined);
  const one = named[0];
  // Shades and further colours make another name: dark Cherry Red; Green Ocean Burst.
  const isWhole =
    named.length > 0 &&
    one?.family === family &&
    named.every(({ finish }) => finish === one?.finish) &&
    pieces.every(
      (piece) => piece.finish || (piece.family === family && !bursts.has(tokens[piece.start]!.text)),
    );
  const before = tokens[start]!.gap === 'none' ? tokens[start - 1]?.text : undefined;
  const isExtended =
    before !== undefined &&
    one?.end === start + 1 &&
    index.englishWords.has(before) &&
    !modelWords.has(before) &&
    !index.makerWords.has(before) &&
    !index.usualWords.has(before);
  const isOld =
    one?.finish !== undefined &&
    tokens[one.start]!.text === 'vintage' &&
    bursts.has(last) &&
    !isMadeBy(one.finish, makers) &&
    before !== 'finish' &&
    before !== 'color';
  return {
    start,
    end,
    finish: isWhole && !isExtended && !isOld ? one!.finish : undefined,
    family,
    phrase: named.some((piece) => index.phrases.has(keyOf(tokens, piece))),
  };
}

function keyOf(tokens: readonly Token[], { start, end }: { start: number; end: number }): string {
  let key = '';
  for (let at = start; at < end; at++) key += tokens[at]!.text;
  return key;
}
