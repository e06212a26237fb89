import type { NameIndex } from './name-index.js';
import { isMadeBy } from './name-index.js';
import type { Finish } from './taxonomy.js';
import { type Token, toKey } from './token.js';
import { extensions, modelNames } from './vocabulary.js';

/** Words of a text that name a finish, or only the family of a colour. */
export interface NameSpan {
  /** Tokens from `start` to before `end`. */
  start: number;
  end: number;
  /** Undefined if the words say only the family. */
  finish: Finish | undefined;
  /** Slug; undefined if the colours in the words contradict each other. */
  family: string | undefined;
  /** `phrase`: a name of several words; `word`: of one; `code`: a shop code; `colour`: colour words and no name. */
  kind: 'phrase' | 'word' | 'code' | 'colour';
}

/** All spans in the order of the text, none inside another: of two that share words, the longer one. */
export function findNameSpans(
  index: NameIndex,
  tokens: readonly Token[],
  { text, makers }: { text: string; makers: readonly string[] },
): NameSpan[] {
  const taken = new Uint8Array(tokens.length);
  const take = (start: number, end: number) => taken.fill(1, start, end);
  for (const [start, end] of findModelNames(tokens)) take(start, end);

  const spans: NameSpan[] = [];
  for (const span of findPhrases(index, tokens)) {
    if (taken.subarray(span.start, span.end).includes(1)) continue;
    take(span.start, span.end);
    spans.push(widen(index, tokens, span));
    take(spans.at(-1)!.start, spans.at(-1)!.end);
  }
  for (let at = 0; at < tokens.length; at++) {
    if (taken[at]) continue;
    const span = colourRun(index, tokens, at, taken) ?? shopCode(index, tokens, at, { text, makers });
    if (!span) continue;
    take(span.start, span.end);
    spans.push(span);
    at = span.end - 1;
  }
  return spans.sort((a, b) => a.start - b.start);
}

/** Names of several words; of two that share words, the longer one. */
function findPhrases(index: NameIndex, tokens: readonly Token[]): NameSpan[] {
  const found: NameSpan[] = [];
  for (let start = 0; start < tokens.length; start++) {
    let key = tokens[start]!.text;
    if (!index.phrasePrefixes.has(key)) continue;
    let longest: NameSpan | undefined;
    for (let end = start + 1; ; end++) {
      const finish = index.phrases.get(key);
      if (finish) longest = { start, end, finish, family: finish.family, kind: 'phrase' };
      const next = tokens[end];
      if (next?.gap !== 'none') break;
      key += next.text;
      if (!index.phrasePrefixes.has(key)) break;
    }
    const before = found.at(-1);
    if (!longest || (before && longest.end <= before.end)) continue;
    if (!before || longest.start >= before.end) found.push(longest);
    // Fiesta Red Sparkle is neither Fiesta Red nor Red Sparkle: `widen` makes a longer name of the first.
    else if (!isExtension(tokens[longest.end - 1]!) && lengthOf(tokens, longest) > lengthOf(tokens, before))
      found[found.length - 1] = longest;
  }
  return found;
}

function lengthOf(tokens: readonly Token[], { start, end }: NameSpan): number {
  return tokens[end - 1]!.end - tokens[start]!.start;
}

/** Whether the word after a name makes it another, longer name. */
function isExtension({ text }: Token): boolean {
  return text.endsWith('burst') || extensions.has(text);
}

/**
 * A name with another colour before it, or a burst, a sparkle or the like after it, is a longer name that nobody knows: it
 * says a family at most.
 */
function widen(index: NameIndex, tokens: readonly Token[], span: NameSpan): NameSpan {
  const { start, end, finish } = span;
  const before = tokens[start]!.gap === 'none' ? tokens[start - 1]?.text : undefined;
  const own = before === undefined ? undefined : index.colours.familyOf(before);
  const longer = before !== undefined && index.colours.has(before) && !agreesWith(index, before, finish);
  let after = end;
  while (tokens[after]?.gap === 'none' && (isColour(index, tokens[after]!) || isExtension(tokens[after]!)))
    after++;
  if (!longer && after === end) return span;
  const words = tokens.slice(end, after).map(({ text }) => index.colours.familyOf(text));
  const family = own ?? index.colours.agree([finish?.family, ...words]);
  return { start: longer ? start - 1 : start, end: after, finish: undefined, family, kind: 'colour' };
}

/** Whether a word before a name leaves it what it is, as in `Vintage Cherry Sunburst` of age, or `pure` of nothing. */
function agreesWith(index: NameIndex, word: string, finish: Finish | undefined): boolean {
  return (
    harmless.has(word) ||
    (finish !== undefined && index.colours.familyOf(word) === finish.family && word === finish.family)
  );
}

const harmless: ReadonlySet<string> = new Set([
  'vintage',
  'aged',
  'faded',
  'flat',
  'pure',
  'clear',
  'through',
  'thru',
]);

/** Neighbouring colour words: one name if there is only one, else the family that they agree on. */
function colourRun(
  index: NameIndex,
  tokens: readonly Token[],
  start: number,
  taken: Uint8Array,
): NameSpan | undefined {
  if (!isColour(index, tokens[start]!)) return foreignColour(index, tokens, start);
  let end = start + 1;
  while (tokens[end]?.gap === 'none' && !taken[end] && isColour(index, tokens[end]!)) end++;
  const words = tokens.slice(start, end).map(({ text }) => text);
  const families = words.map((word) => index.colours.familyOf(word) ?? index.names.get(word)?.finish.family);
  const family = index.colours.agree(families);
  if (families.every((one) => one === undefined)) return undefined;
  const telling = words.filter((word, n) => families[n] !== undefined || !harmless.has(word));
  const finish = telling.length === 1 ? index.names.get(telling[0]!)?.finish : undefined;
  return { start, end, finish, family: finish?.family ?? family, kind: finish ? 'word' : 'colour' };
}

function isColour(index: NameIndex, { text }: Token): boolean {
  return index.colours.has(text) || index.names.has(text);
}

/** A colour word of a language that writes without spaces, somewhere in a token. */
function foreignColour(index: NameIndex, tokens: readonly Token[], at: number): NameSpan | undefined {
  const { text } = tokens[at]!;
  if (!/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(text)) return undefined;
  let longest = '';
  for (const word of index.unspacedWords)
    if (word.length > longest.length && text.includes(word)) longest = word;
  if (longest === '') return undefined;
  const finish = index.names.get(longest)?.finish;
  const family = finish?.family ?? index.colours.familyOf(longest);
  return { start: at, end: at + 1, finish, family, kind: finish ? 'word' : 'colour' };
}

/** A shop code in capitals, alone or between hyphens: 3TS, RW-3SB, NAT-M. Two letters count only as a maker's own. */
function shopCode(
  index: NameIndex,
  tokens: readonly Token[],
  at: number,
  { text, makers }: { text: string; makers: readonly string[] },
): NameSpan | undefined {
  for (let end = Math.min(at + 2, tokens.length); end > at; end--) {
    const words = tokens.slice(at, end);
    if (words.some((word, n) => n > 0 && word.gap !== 'none')) continue;
    const typed = text.slice(words[0]!.start, words.at(-1)!.end);
    if (typed !== typed.toUpperCase() || !/[A-Z]/.test(typed) || typed.length > 8) continue;
    const key = toKey(words);
    const own = new Set(makers.map((maker) => index.names.get(maker + key)?.finish));
    own.delete(undefined);
    const common = index.codes.get(key);
    const finish =
      own.size === 1
        ? [...own][0]
        : own.size === 0 && common && isMadeBy(common, makers)
          ? common
          : undefined;
    if (finish) return { start: at, end, finish, family: finish.family, kind: 'code' };
  }
  return undefined;
}

/** Names of models, amplifiers, bands and pickups that only sound like finishes: Black Beauty, Silver Sky. */
function findModelNames(tokens: readonly Token[]): [number, number][] {
  return tokens.flatMap(({ text }, at): [number, number][] => {
    const next = tokens[at + 1];
    return next?.gap === 'none' && modelNames.has(`${text} ${next.text}`) ? [[at, at + 2]] : [];
  });
}
