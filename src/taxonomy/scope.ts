import type { Span } from './span.js';
import type { Token } from './token.js';
import { shades } from './words/colours.js';
import {
  articles,
  cueStarts,
  currents,
  denials,
  formers,
  fromWords,
  labels,
  offers,
  others,
  overs,
  removals,
  toWords,
} from './words/cues.js';
import { woods } from './words/parts.js';
import { type Phrases, phraseAt } from './words/word-list.js';

/** What the words around a span say about it. */
export interface Scope {
  /** `denied`: not this one; `former`: no longer; `offered`: can be had; `other`: of another guitar. */
  says: 'denied' | 'former' | 'offered' | 'other' | undefined;
  /** Whether it is said to be the finish of today. */
  current: boolean;
  /** Whether a word such as `color` is right before it. */
  labelled: boolean;
}

/** How many words may stand between a cue and the name that it is about. */
const reach = 4;

/** The scope of each span, in one pass over the sentences that have spans. */
export function readScopes(tokens: readonly Token[], spans: readonly Span[]): Scope[] {
  const scopes: Scope[] = [];
  let at = 0;
  for (let n = 0; n < spans.length; ) {
    let from = spans[n]!.start;
    while (from > at && tokens[from]!.gap !== 'stop') from--;
    let to = spans[n]!.end;
    while (to < tokens.length && tokens[to]!.gap !== 'stop') to++;
    const here: Span[] = [];
    while (n < spans.length && spans[n]!.start < to) here.push(spans[n++]!);
    scopes.push(...readSentence(tokens, from, here));
    at = to;
  }
  return scopes;
}

function readSentence(tokens: readonly Token[], from: number, spans: readonly Span[]): Scope[] {
  let [offered, other, former] = [false, false, false];
  /** Where the last cue of each kind ended. */
  const ended = { label: -1, current: -1, denial: -1, over: -1 };
  /** Whether the span before was denied, so that an `or` denies the next one too. */
  let deniedUpTo = -1;
  let changedFrom = false;
  let at = from;
  const scopes: Scope[] = [];
  /** Without glosses in brackets: `color Snow White (Blanco Nieve)`. */
  const stated = spans.filter(({ start }) => !tokens[start]!.enclosed);

  const readCues = (end: number) => {
    for (; at < end; at++) {
      if (at > from && tokens[at]!.gap !== 'none') {
        former = false;
        if (tokens[at]!.gap === 'break') ended.current = -1;
      }
      if (!cueStarts.has(tokens[at]!.text)) continue;
      const cue = (list: Phrases) => {
        const length = phraseAt(list, tokens, at);
        return length > 0 ? at + length : 0;
      };
      if (cue(offers)) offered = true;
      if (cue(others)) other = true;
      if (cue(formers)) former = true;
      ended.label = cue(labels) || ended.label;
      ended.denial = cue(denials) || ended.denial;
      ended.over = cue(overs) || ended.over;
      const current = cue(currents);
      if (current) {
        ended.current = current;
        former = false;
      }
    }
  };
  /** Whether only articles and shades stand between there and the span, without a break. */
  const leadsTo = (end: number, span: Span, gaps: readonly Token['gap'][] = ['none'], strays = 0) => {
    if (end < 0 || end > span.start || span.start - end > reach) return false;
    for (let k = end; k <= span.start; k++) {
      const { text, gap } = tokens[k]!;
      if (k > from && !gaps.includes(gap)) return false;
      if (k < span.start && !articles.has(text) && !shades.has(text) && !woods.has(text) && strays-- === 0)
        return false;
    }
    return true;
  };

  spans.forEach((span, n) => {
    readCues(span.start);
    const previous = spans[n - 1];
    const before = tokens[span.start - 1]?.text ?? '';
    const next = tokens[span.end];
    const joins = previous !== undefined && span.start - previous.end <= 1;
    // One unknown word may be part of a longer name: `color Annihilation Red`.
    const labelled = leadsTo(ended.label, span, ['none', 'colon'], isVerb(tokens, ended.label - 1) ? 0 : 1);
    const isFrom = fromWords.has(before) && (ended.current >= from || leadsBack(tokens, span, spans[n + 1]));
    const isTo = changedFrom && toWords.has(stepBack(tokens, span.start));
    const denied =
      leadsTo(ended.denial, span) ||
      (joins && deniedUpTo === previous!.end && tokens[span.start]!.gap === 'none');
    const isUnder = previous !== undefined && ended.over > previous.end && leadsTo(ended.over, span);
    const isGone =
      next?.gap === 'none' && (phraseAt(removals, tokens, span.end) > 0 || isUnderneath(tokens, span.end));
    const current = !isFrom && !isUnder && (isTo || leadsTo(ended.current, span, ['none', 'colon']));
    if (denied) deniedUpTo = span.end;
    changedFrom = isFrom;
    const alone =
      stated.length === 1 && stated[0] === span && labelled && isSingular(tokens, ended.label - 1);
    const says =
      denied && !current && !labelledAfterDenial(ended)
        ? 'denied'
        : isFrom || isUnder || isGone || (former && !current)
          ? 'former'
          : other
            ? 'other'
            : offered && !alone
              ? 'offered'
              : undefined;
    scopes.push({ says, current, labelled });
    at = Math.max(at, span.end);
  });
  return scopes;
}

/** `was finished in black` states the finish, `was black` denies it. */
function labelledAfterDenial(ended: { label: number; denial: number }): boolean {
  return ended.label > ended.denial;
}

/** The nearest word before, without articles and shades. */
function stepBack(tokens: readonly Token[], start: number): string {
  for (let at = start - 1; at >= Math.max(0, start - reach); at--) {
    const { text } = tokens[at]!;
    if (toWords.has(text) || !(articles.has(text) || shades.has(text))) return text;
  }
  return '';
}

/** Whether `to` and another name follow, as in `from black to blue`. */
function leadsBack(tokens: readonly Token[], { end }: Span, next: Span | undefined): boolean {
  return next !== undefined && next.start - end <= 3 && toWords.has(stepBack(tokens, next.start));
}

function isUnderneath(tokens: readonly Token[], at: number): boolean {
  return tokens[at]!.text === 'is' && tokens[at + 1]?.text === 'gone';
}

/** Whether a label is a verb, whose object may come first: `painted it blue`. */
function isVerb(tokens: readonly Token[], at: number): boolean {
  return /ed$|in$/.test(tokens[at]?.text ?? '');
}

/** Whether a label speaks of one finish. */
function isSingular(tokens: readonly Token[], at: number): boolean {
  return !/^(?:colors|colores|cores|farben|couleurs|colori|kleuren|farger|farver|kolory|finishes|acabados)$/.test(
    tokens[at]?.text ?? '',
  );
}
