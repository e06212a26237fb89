import { findMisspelt } from './misspelling.js';
import { findMakers, isMadeBy, type NameIndex } from './name-index.js';
import { spansOfGuitar } from './name-scope.js';
import { findNameSpans, type NameSpan } from './name-spans.js';
import { narrowest } from './narrower.js';
import type { FinishMention, TextKind } from './taxonomy.js';
import { type Token, tokenise } from './token.js';
import { colourLabels } from './vocabulary.js';

/** How much of a text is read, in UTF-16 units. What follows is about shipping, payment and other offers. */
const maxLength = 5000;

/** What a longer text names for the guitar itself; see `Taxonomy.mention`. */
export function mentionFinish(
  index: NameIndex,
  text: string | null | undefined,
  make: string | null | undefined,
  kind: TextKind = 'title',
): FinishMention | undefined {
  if (!text) return undefined;
  const tokens = tokenise(text, maxLength);
  // A title names its maker where the seller left the make out, or wrote the owner of the brand there.
  const makers = findMakers(index, kind === 'title' ? `${make ?? ''} ${text.slice(0, 200)}` : make);
  const found = findNameSpans(index, tokens, { text, makers });
  const spans = spansOfGuitar(tokens, found, text)
    .filter((span) => kind === 'title' || isSaidOfGuitar(tokens, span, text))
    .filter((span) => !isOfAge(tokens, span, makers));
  const named = decide(index, spans);
  const mention = (kind === 'title' && misspelt(index, tokens, spans)) || named;
  if (!mention) return undefined;
  const start = tokens[mention.start]!.start;
  const { finish, family } = mention;
  return { finish, family: family!, phrase: text.slice(start, tokens[mention.end - 1]!.end), start };
}

/** Several words that name a finish decide; else a single word or a code; else the family that the colours agree on. */
function decide(index: NameIndex, spans: readonly NameSpan[]): NameSpan | undefined {
  for (const kinds of [['phrase'], ['word', 'code']] as const) {
    const named = spans.filter((span) => (kinds as readonly string[]).includes(span.kind));
    if (named.length === 0) continue;
    // A list of colours, as in Red/Black/White, names none of them.
    const colours = spans.map(({ family }) => family);
    if (kinds[0] === 'word' && index.colours.agree(colours) === undefined) return undefined;
    const finish = narrowest(named.map((span) => span.finish!));
    const first = named.find((span) => span.finish === finish) ?? named[0]!;
    const family = index.colours.agree(named.map((span) => span.family));
    if (!finish && family === undefined) return undefined;
    return { ...first, finish, family: finish?.family ?? family };
  }
  const [first] = spans.filter(({ family }) => family !== undefined);
  const family = index.colours.agree(spans.map((span) => span.family));
  return first && family !== undefined ? { ...first, family } : undefined;
}

/** In a description single words are said of anything: they count after `Color:`, as a name after `in`, or before `finish`. */
function isSaidOfGuitar(tokens: readonly Token[], { kind, start, end }: NameSpan, text: string): boolean {
  if (kind === 'phrase') return true;
  if (
    tokens[end]?.gap === 'none' &&
    ['finish', 'finished', 'color', 'lackierung'].includes(tokens[end]!.text)
  )
    return true;
  const before = tokens[start - 1];
  if (!before || tokens[start]!.gap === 'break') return false;
  if (colourLabels.has(before.text)) return true;
  // Finished in Ivory, with a capital as names have; wired in red does not name a finish.
  return before.text === 'in' && /^\p{Lu}/u.test(text.slice(tokens[start]!.start));
}

/**
 * Whether the first word is about the guitar's age: Fender has no Vintage Sunburst, so a vintage sunburst Stratocaster is
 * an old one.
 */
function isOfAge(tokens: readonly Token[], { finish, start }: NameSpan, makers: readonly string[]): boolean {
  return finish !== undefined && tokens[start]!.text === 'vintage' && !isMadeBy(finish, makers);
}

/** A misspelt name of several words that ends in what is known of it: Tabacco Sunburst. */
function misspelt(
  index: NameIndex,
  tokens: readonly Token[],
  spans: readonly NameSpan[],
): NameSpan | undefined {
  for (const { start, end } of spans) {
    for (const before of [2, 1]) {
      const words = tokens.slice(Math.max(0, start - before), end);
      if (words.length < 2 || words.some(({ gap }, n) => n > 0 && gap !== 'none')) continue;
      const finish = findMisspelt(index, words);
      if (finish) return { start: end - words.length, end, finish, family: finish.family, kind: 'phrase' };
    }
  }
  return undefined;
}
