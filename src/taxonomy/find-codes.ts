import { isMadeBy } from './makers.js';
import type { NameIndex } from './name-index.js';
import type { Span } from './span.js';
import type { Finish } from './taxonomy.js';
import type { Token } from './token.js';
import { colourCodes, otherCodes } from './words/colour-codes.js';
import { remarks } from './words/remarks.js';

/** Codes that mean something else as well, such as Custom Shop: they count only behind a hyphen. */
const ambiguous: ReadonlySet<string> = new Set(['cs', 'tv', 'pb', 'gt', 'bc', 'aa', 'ap', 'eb', 'sg', 'ac']);
const yearOrNumber = /^(?:19|20)?\d\d?s?$/;
/** A model number with a code at its end: `APX600BL`. */
const glued = /^(?:[a-z][a-z0-9]*\d|\d\d+)([a-z]{2,6})$/;
/** A part number of Gibson: model, code of the finish, colour of the hardware, a digit. */
const gibsonPart = /^[a-z0-9]{4,10}?([a-z0-9]{2})[ncgb]h\d$/;

/** The shop codes of a title, by these makers or common to several. */
export function findCodes(
  index: NameIndex,
  tokens: readonly Token[],
  text: string,
  makers: readonly string[],
): Span[] {
  const spans: Span[] = [];
  const isGibson = makers.includes('gibson') || makers.includes('epiphone');
  let tail = tokens.length;
  while (tail > 0 && isTail(index, tokens[tail - 1]!, makers)) tail--;
  // The token before the tail, and all within it, may be codes of two letters.
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const typed = text.slice(token.start, token.end);
    if (typed !== typed.toUpperCase()) continue;
    const hyphened = at > 0 && text[token.start - 1] === '-' && token.gap === 'none';
    const code = token.text;
    const placed = tokens.length === 1 || hyphened || (at > 0 && at >= tail - 1 && !followsCode(spans, at));
    const isClear = code.length > 2 || /\d/.test(code) ? !otherCodes.has(code) : placed;
    const pair = pairCode(index, tokens, text, at, makers);
    if (pair) {
      spans.push({ start: at, end: at + 2, ...toSaid(index, pair), kind: 'code', follows: false });
      at++;
      continue;
    }
    const said =
      (isClear && (hyphened || !ambiguous.has(code) || isLastBeforeHardware(index, tokens, at, makers))
        ? lookUpCode(index, code, makers)
        : undefined) ?? lookUpGlued(index, code, makers, isGibson);
    if (said) spans.push({ start: at, end: at + 1, ...said, kind: 'code', follows: false });
  }
  return spans;
}

/** A code of two words, such as MYST SFG. */
function pairCode(
  index: NameIndex,
  tokens: readonly Token[],
  text: string,
  at: number,
  makers: readonly string[],
): Finish | undefined {
  const next = tokens[at + 1];
  if (next?.gap !== 'none' || text.slice(next.start, next.end) !== next.text.toUpperCase()) return undefined;
  return next.text.length < 2 ? undefined : ownFinish(index, tokens[at]!.text + next.text, makers);
}

type Said = Pick<Span, 'finish' | 'family'>;

function lookUpCode(index: NameIndex, code: string, makers: readonly string[]): Said | undefined {
  const own = ownFinish(index, code, makers);
  const common = index.codes.get(code);
  const finish = own ?? (common && isMadeBy(common, makers) ? common : undefined);
  if (finish) return toSaid(index, finish);
  const family = colourCodes.get(code);
  return family !== undefined && index.colours.isFamily(family) ? { finish: undefined, family } : undefined;
}

function lookUpGlued(
  index: NameIndex,
  code: string,
  makers: readonly string[],
  isGibson: boolean,
): Said | undefined {
  const end = glued.exec(code)?.[1] ?? (isGibson ? gibsonPart.exec(code)?.[1] : undefined);
  if (end === undefined) return undefined;
  const common = end.length > 2 ? index.codes.get(end) : undefined;
  const finish = ownFinish(index, end, makers) ?? (common && isMadeBy(common, makers) ? common : undefined);
  return finish && toSaid(index, finish);
}

/** The finish of a code by these makers; undefined if two of them disagree. */
export function ownFinish(index: NameIndex, code: string, makers: readonly string[]): Finish | undefined {
  // Gretsch Orange is a name of several words, and orange no code of Gretsch.
  if (index.terms.has(code)) return undefined;
  const found = new Set(makers.map((maker) => index.names.get(maker + code)?.finish));
  found.delete(undefined);
  return found.size === 1 ? [...found][0] : undefined;
}

/** A code of a finish that is no more than a colour says the family. */
function toSaid(index: NameIndex, finish: Finish): Said {
  const isVague = finish.origin === 'built-in' && index.colours.isVagueAlone(finish.slug);
  return { finish: isVague ? undefined : finish, family: finish.family };
}

/** Whether nothing but codes and remarks can stand from here to the end of a title. */
function isTail(index: NameIndex, { text }: Token, makers: readonly string[]): boolean {
  return (
    otherCodes.has(text) ||
    remarks.has(text) ||
    index.makerWords.has(text) ||
    yearOrNumber.test(text) ||
    lookUpCode(index, text, makers) !== undefined
  );
}

function followsCode(spans: readonly Span[], at: number): boolean {
  return spans.at(-1)?.end === at;
}

/** Whether hardware follows, as in `Les Paul Custom EB GH`. */
function isLastBeforeHardware(
  index: NameIndex,
  tokens: readonly Token[],
  at: number,
  makers: readonly string[],
): boolean {
  const next = tokens[at + 1]?.text;
  const code = tokens[at]!.text;
  if (code === 'cs' || ownFinish(index, code, makers) === undefined) return false;
  return next === undefined || ['gh', 'nh', 'ch', 'bh'].includes(next);
}
