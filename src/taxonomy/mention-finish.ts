import { findCodes } from './find-codes.js';
import { findSpans } from './find-spans.js';
import { findMakers, isMadeBy } from './makers.js';
import { mergeSpans } from './merge-spans.js';
import type { NameIndex } from './name-index.js';
import { narrowest } from './narrower.js';
import { isOfPart } from './of-part.js';
import { readScopes, type Scope } from './scope.js';
import type { Span } from './span.js';
import type { FinishMention, TextKind } from './taxonomy.js';
import { type Token, tokenise } from './token.js';
import { conditionNouns, endOnly, extensions, labelledOnly } from './words/colours.js';
import { guitars } from './words/guitars.js';
import { remarks } from './words/remarks.js';

/** How much of a text is read, in UTF-16 units. What follows is about shipping, payment and other offers. */
const maxLength = 5000;

type Reading = Span & Scope;

/** The one finish or family that a text names for the guitar itself; see `Taxonomy.mention`. */
export function mentionFinish(
  index: NameIndex,
  text: string | null | undefined,
  make: string | null | undefined,
  kind: TextKind,
): FinishMention | undefined {
  if (!text) return undefined;
  const tokens = tokenise(text, maxLength);
  const isTitle = kind === 'title';
  const makers = isTitle ? findMakers(index, make, tokens) : findMakers(index, make);
  const named = findSpans(index, tokens, isTitle);
  const codes = isTitle ? findCodes(index, tokens, text, makers) : [];
  const free = codes.filter((code) =>
    named.every((span) => span.end <= code.start || span.start >= code.end),
  );
  if (named.length + free.length === 0) return undefined;
  const ofGuitar = [...named, ...free]
    .sort((a, b) => a.start - b.start)
    .filter((span) => span.kind === 'code' || !(isOfPart(tokens, span, isTitle) || isModel(tokens, span)));
  const spans = mergeSpans(index, tokens, withoutListed(tokens, text, named, ofGuitar, make));
  const scopes = readScopes(tokens, spans);
  const readings = spans.map((span, n) => asAge(tokens, { ...span, ...scopes[n]! }, makers));
  const said = readings.filter(
    (reading) =>
      reading.says === undefined && reading.family !== undefined && counts(tokens, text, reading, isTitle),
  );
  const chosen = choose(said);
  if (!chosen) return undefined;
  const { finish, family, span } = chosen;
  const start = tokens[span.start]!.start;
  return { finish, family, phrase: text.slice(start, tokens[span.end - 1]!.end), start };
}

/** Whether a colour word is a model's name here, since it stands amid a phrase. */
function isModel(tokens: readonly Token[], { start, end, kind }: Span): boolean {
  if (end - start > 1 || kind === 'phrase' || !endOnly.has(tokens[start]!.text)) return false;
  const next = tokens[end];
  return tokens[start]!.gap === 'none' && next?.gap === 'none' && !extensions.has(next.text);
}

/**
 * Without colours that are listed with one of a part, as in `black/white pickguard`, and without those within the
 * name of the maker.
 */
function withoutListed(
  tokens: readonly Token[],
  text: string,
  all: readonly Span[],
  ofGuitar: readonly Span[],
  make: string | null | undefined,
): Span[] {
  const kept = new Set(ofGuitar);
  for (let n = all.length - 2; n >= 0; n--) {
    const [span, next] = [all[n]!, all[n + 1]!];
    if (kept.has(next) || span.kind === 'phrase') continue;
    const between = text.slice(tokens[span.end - 1]!.end, tokens[next.start]!.start).trim();
    if (/^(?:\/|&|and|und|y|et|e|-|og|och|en)$/i.test(between)) kept.delete(span);
  }
  const maker = make ? tokenise(make, 100).map(({ text: word }) => word) : [];
  return ofGuitar.filter((span) => kept.has(span) && !isOfMaker(tokens, span, maker));
}

function isOfMaker(tokens: readonly Token[], { start, end, kind }: Span, maker: readonly string[]): boolean {
  if (maker.length === 0 || kind === 'code') return false;
  for (let first = Math.max(0, start - maker.length + 1); first <= start; first++) {
    if (first + maker.length >= end && maker.every((word, n) => tokens[first + n]?.text === word))
      return true;
  }
  return false;
}

/**
 * Vintage may be about the guitar's age: Fender has no Vintage Sunburst, so a vintage sunburst Stratocaster is an old
 * one in sunburst.
 */
function asAge(tokens: readonly Token[], reading: Reading, makers: readonly string[]): Reading {
  const { finish, start, end, labelled } = reading;
  if (!finish || labelled || tokens[start]!.text !== 'vintage' || isMadeBy(finish, makers)) return reading;
  const next = tokens[end];
  const isLast = next === undefined || next.gap !== 'none' || start > 0;
  return isLast && !(next && guitars.has(next.text))
    ? reading
    : { ...reading, finish: undefined, kind: 'colour' };
}

/** Whether a name counts in this kind of text: in a description, single words do only where it is clear what has them. */
function counts(tokens: readonly Token[], text: string, reading: Reading, isTitle: boolean): boolean {
  const { start, end, kind, labelled, current } = reading;
  if (kind === 'phrase' || kind === 'code') return true;
  const next = tokens[end];
  const isWear = next?.gap === 'none' && conditionNouns.has(next.text);
  if (isWear && end - start === 1) return false;
  if (labelledOnly.has(tokens[start]!.text) && end - start === 1) return labelled;
  return isTitle || labelled || current || isBeforeGuitar(tokens, end) || isIn(tokens, text, start);
}

/** `black Strat`, `Natural gloss finish`, `a white Fender Telecaster`. */
function isBeforeGuitar(tokens: readonly Token[], end: number): boolean {
  for (let at = end; at < Math.min(end + 3, tokens.length); at++) {
    const { text, gap } = tokens[at]!;
    if (gap !== 'none') return false;
    if (guitars.has(text)) return true;
    if (!remarks.has(text)) return false;
  }
  return false;
}

/** `a Jackson Rhoads in Ivory`: makers' names have capitals. */
function isIn(tokens: readonly Token[], text: string, start: number): boolean {
  const { gap, start: at } = tokens[start]!;
  return gap === 'none' && tokens[start - 1]?.text === 'in' && /\p{Lu}/u.test(text[at]!);
}

interface Chosen {
  finish: FinishMention['finish'];
  family: string;
  span: Span;
}

/** What the readings agree on: what is said of today first, then names before mere colour words. */
function choose(readings: readonly Reading[]): Chosen | undefined {
  const today = readings.filter(({ current }) => current);
  if (today.length > 0) return agree(today.slice(-1));
  const labelled = readings.filter(({ labelled }) => labelled);
  return (
    agree(readings) ??
    (labelled.length > 0 && labelled.length < readings.length ? agree(labelled) : undefined) ??
    agree(readings.filter(({ kind }) => kind === 'phrase' || kind === 'code')) ??
    agree(readings.filter(({ kind }) => kind === 'phrase'))
  );
}

function agree(readings: readonly Reading[]): Chosen | undefined {
  const families = new Set(readings.map((reading) => reading.family));
  const [family] = families;
  if (family === undefined || families.size > 1) return undefined;
  const named = readings.filter(({ finish }) => finish !== undefined);
  const codes = named.filter(({ kind }) => kind === 'code').map((reading) => reading.finish!);
  // A code is the maker's own word, and a foreign name a translation of it.
  const finish = narrowest(named.map((reading) => reading.finish!)) ?? narrowest(codes);
  const span = named.find((reading) => reading.finish === finish) ?? readings[0];
  if (!span) return undefined;
  return { finish, family, span };
}
