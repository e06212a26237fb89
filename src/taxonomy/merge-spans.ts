import type { NameIndex } from './name-index.js';
import type { Span } from './span.js';
import type { Token } from './token.js';
import { conditions, extensions, shades } from './words/colours.js';
import { guitars } from './words/guitars.js';
import { parts, woods } from './words/parts.js';
import { connectors, remarks } from './words/remarks.js';

/**
 * Spans that stand side by side are one name, and so are a span and a shade or a word of another name beside it. Such a
 * longer name says its family only: Green Ocean Burst is no Ocean Burst. Codes stand alone.
 */
export function mergeSpans(index: NameIndex, tokens: readonly Token[], spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (let n = 0; n < spans.length; n++) {
    const group = [spans[n]!];
    while (isBeside(tokens, group.at(-1)!, spans[n + 1])) group.push(spans[++n]!);
    merged.push(widen(index, tokens, group));
  }
  return merged;
}

function isBeside(tokens: readonly Token[], one: Span, next: Span | undefined): boolean {
  if (!next || one.kind === 'code' || next.kind === 'code') return false;
  return next.start < one.end || (next.start === one.end && tokens[next.start]!.gap === 'none');
}

function widen(index: NameIndex, tokens: readonly Token[], group: readonly Span[]): Span {
  const [first] = group;
  if (first!.kind === 'code') return first!;
  const last = group.at(-1)!;
  let { start } = first!;
  let { end } = last;
  // A name of several words is another name behind a shade only: what stands before it is mostly a model.
  const isOther = first!.kind === 'phrase' ? isShade : (token: Token) => isOfName(index, token);
  while (start > 0 && tokens[start]!.gap === 'none' && isOther(tokens[start - 1]!)) start--;
  while (tokens[end]?.gap === 'none' && isExtension(tokens[end]!)) end++;
  const isLonger = start < first!.start || end > last.end;
  const whole = wholeName(group);
  if (whole && !isLonger) return { ...whole, start, end };
  const colours = group.filter(({ kind }) => kind === 'colour').map(({ family }) => family);
  const said = extensionFamily(index, tokens, last.end, end);
  const family =
    index.colours.agree([...group.map((span) => span.family), ...said]) ??
    index.colours.agree([...colours, ...said]);
  return {
    ...first!,
    start,
    end,
    finish: undefined,
    family,
    kind: group.some(({ kind }) => kind === 'phrase') ? 'phrase' : first!.kind,
  };
}

/** The one name that the others only repeat more broadly: `Surf Green green`. */
function wholeName(group: readonly Span[]): Span | undefined {
  const [first] = group;
  const repeats = group.every(
    (span) => span === first || (span.kind === 'colour' && span.family === first!.family && first!.finish),
  );
  return repeats ? first : undefined;
}

/** Whether a word before a name makes it another: a shade, or a word of other names. */
function isOfName({ words, makerWords }: NameIndex, { text }: Token): boolean {
  if (isShade({ text })) return true;
  return (
    text.length > 2 &&
    words.has(text) &&
    !conditions.has(text) &&
    !remarks.has(text) &&
    !makerWords.has(text) &&
    !woods.has(text) &&
    !parts.has(text) &&
    !guitars.has(text) &&
    !connectors.has(text) &&
    !/\d/.test(text)
  );
}

function isShade({ text }: Pick<Token, 'text'>): boolean {
  return shades.has(text) && !conditions.has(text);
}

function isExtension({ text }: Token): boolean {
  return extensions.has(text) || isShade({ text });
}

function extensionFamily(
  { colours }: NameIndex,
  tokens: readonly Token[],
  from: number,
  to: number,
): (string | undefined)[] {
  return tokens.slice(from, to).map(({ text }) => colours.familyOf(text));
}
