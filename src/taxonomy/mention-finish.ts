import { findMakers, isMadeBy, type NameIndex } from './name-index.js';
import { narrowest } from './narrower.js';
import type { Finish, FinishMention } from './taxonomy.js';
import { type Token, tokenise } from './token.js';
import { denials, extensions, partAdjectives, parts } from './vocabulary.js';

/** How much of a text is read, in UTF-16 units. What follows is about shipping, payment and other offers. */
const maxLength = 5000;

interface Candidate {
  finish: Finish;
  /** Tokens from `start` to before `end`. */
  start: number;
  end: number;
}

/** The one finish that a longer text names for the guitar itself; see `Taxonomy.mention`. */
export function mentionFinish(
  index: NameIndex,
  text: string | null | undefined,
  make: string | null | undefined,
): FinishMention | undefined {
  if (!text) return undefined;
  const tokens = tokenise(text, maxLength);
  const candidates = findPhrases(index, tokens);
  if (candidates.length === 0) return undefined;
  const makers = findMakers(index, make);
  const named = candidates.filter(
    (candidate) =>
      !isOfPart(tokens, candidate) && !isDenied(tokens, candidate) && !isAdjective(tokens, candidate, makers),
  );
  const finish = narrowest(named.map((candidate) => candidate.finish));
  const first = named.find((candidate) => candidate.finish === finish);
  if (!finish || !first) return undefined;
  const start = tokens[first.start]!.start;
  return { finish, phrase: text.slice(start, tokens[first.end - 1]!.end), start };
}

/** The longest phrase at each place. Phrases inside another are left out, and so are two that share words. */
function findPhrases(index: NameIndex, tokens: readonly Token[]): Candidate[] {
  const found: (Candidate & { disputed: boolean })[] = [];
  for (let start = 0; start < tokens.length; start++) {
    let key = tokens[start]!.text;
    if (!index.phrasePrefixes.has(key)) continue;
    let longest: Candidate | undefined;
    for (let end = start + 1; ; end++) {
      const finish = index.phrases.get(key);
      if (finish) longest = { finish, start, end };
      const next = tokens[end];
      if (next?.gap !== 'none') break;
      key += next.text;
      if (!index.phrasePrefixes.has(key)) break;
    }
    const before = found.at(-1);
    if (!longest || (before && longest.end <= before.end)) continue;
    const disputed = before !== undefined && longest.start < before.end;
    if (disputed) before.disputed = true;
    found.push({ ...longest, disputed });
  }
  return found.filter(({ disputed }) => !disputed);
}

/** Whether it is the colour of a part: Fiesta Red headstock; Pickguard: Mint Green; a pickguard in Mint Green. */
function isOfPart(tokens: readonly Token[], { start, end }: Candidate): boolean {
  let after = end;
  while (tokens[after]?.gap === 'none' && partAdjectives.has(tokens[after]!.text) && !isPart(tokens, after))
    after++;
  if (isPart(tokens, after)) return true;
  let clause = start;
  while (clause > 0 && tokens[clause]!.gap === 'none') clause--;
  if (tokens[clause]!.gap === 'colon' && parts.has(tokens[clause - 1]?.text ?? '')) return true;
  return (
    ['in', 'is', 'are'].includes(tokens[start - 1]?.text ?? '') && parts.has(tokens[start - 2]?.text ?? '')
  );
}

function isPart(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  return token?.gap === 'none' && parts.has(token.text);
}

/** Whether the guitar has another finish: not Fiesta Red; available in Fiesta Red; Fiesta Red Sparkle. */
function isDenied(tokens: readonly Token[], { start, end }: Candidate): boolean {
  const next = tokens[end];
  if (next?.gap === 'none' && extensions.has(next.text)) return true;
  if (tokens[start]!.gap !== 'none') return false;
  const before = tokens[start - 1]?.text ?? '';
  return denials.has(before) || (before === 'in' && tokens[start - 2]?.text === 'available');
}

/**
 * Whether the first word is about the guitar's age: Fender has no Vintage Sunburst, so a vintage sunburst Stratocaster is
 * an old one.
 */
function isAdjective(
  tokens: readonly Token[],
  { finish, start }: Candidate,
  makers: readonly string[],
): boolean {
  return tokens[start]!.text === 'vintage' && !isMadeBy(finish, makers);
}
