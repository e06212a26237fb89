import type { NameIndex, Term } from './name-index.js';
import type { Span } from './span.js';
import type { Token } from './token.js';
import { conditions } from './words/colours.js';
import { properNames } from './words/proper-names.js';
import { remarks } from './words/remarks.js';
import { phraseAt } from './words/word-list.js';

/**
 * The longest name or colour word at each place. Those within the name of a model, a maker or a musician are left out.
 * With `corrects`, a word may have one typing error, if a name of several words or a long one comes of it.
 */
export function findSpans(index: NameIndex, tokens: readonly Token[], corrects: boolean): Span[] {
  const spans: Span[] = [];
  let taken = 0;
  for (let start = 0; start < tokens.length; start++) {
    const proper = phraseAt(properNames, tokens, start);
    const found = longestTerm(index, tokens, start, corrects);
    const within = found ? endOfProperName(tokens, start + 1, found.end) : 0;
    if (proper > 0 && proper >= (found ? found.end - start : 0)) {
      start += proper - 1;
      taken = start + 1;
    } else if (within > 0) {
      start = within - 1;
      taken = within;
    } else if (found && found.end > taken) {
      // In Worn Heritage Cherry Sunburst, worn is a condition and belongs to no name.
      const before = spans.at(-1);
      if (before && start < before.end) {
        if (tokens.slice(before.end, found.end).every(isCondition)) continue;
        if (tokens.slice(before.start, start).every(isCondition)) spans.pop();
      }
      spans.push(toSpan(found, start));
      taken = found.end;
    }
  }
  return spans;
}

/** Where a proper name ends that begins within a name and goes on behind it: `Vintage White Falcon`. */
function endOfProperName(tokens: readonly Token[], from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const end = at + phraseAt(properNames, tokens, at);
    if (end > to) return end;
  }
  return 0;
}

function isCondition({ text }: Token): boolean {
  return conditions.has(text) || remarks.has(text);
}

function toSpan({ term, end }: { term: Term; end: number }, start: number): Span {
  const kind = term.finish ? (term.isPhrase ? 'phrase' : 'word') : 'colour';
  return { start, end, finish: term.finish, family: term.family, kind, follows: term.follows };
}

function longestTerm(
  { terms, termPrefixes, correct }: NameIndex,
  tokens: readonly Token[],
  start: number,
  corrects: boolean,
): { term: Term; end: number } | undefined {
  let longest: { term: Term; end: number } | undefined;
  let key = '';
  let corrected = 0;
  for (let end = start; end < tokens.length; end++) {
    const { text, gap } = tokens[end]!;
    if (end > start && gap !== 'none') break;
    if (termPrefixes.has(key + text)) key += text;
    else {
      const meant =
        corrects && corrected === 0 ? correct(text).filter((word) => termPrefixes.has(key + word)) : [];
      if (meant.length !== 1) break;
      key += meant[0]!;
      corrected = meant[0]!.length;
    }
    const term = terms.get(key);
    // One wrong letter in a short word may as well be another word.
    if (term && (corrected === 0 || end > start || corrected > 6)) longest = { term, end: end + 1 };
  }
  return longest;
}
