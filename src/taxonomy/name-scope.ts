import type { NameSpan } from './name-spans.js';
import type { Token } from './token.js';
import {
  aftermaths,
  articles,
  denials,
  elsewhere,
  origins,
  partAdjectives,
  parts,
  woodenParts,
  woods,
} from './vocabulary.js';

/**
 * The spans that speak of the guitar as it is now: not of a part, a wood, another guitar, an offer of several colours, or
 * a finish that it no longer has.
 */
export function spansOfGuitar(
  tokens: readonly Token[],
  spans: readonly NameSpan[],
  text: string,
): NameSpan[] {
  const muted = mutedTokens(tokens, text);
  return spans.filter(
    (span, n) =>
      !muted[span.start] &&
      !isOfPart(tokens, span) &&
      !isWood(tokens, span) &&
      !isDenied(tokens, span) &&
      !isUndercoat(tokens, span, spans.slice(0, n)),
  );
}

/** Whether it is the colour of a part: Fiesta Red headstock; Pickguard: Mint Green; a pickguard in Mint Green. */
function isOfPart(tokens: readonly Token[], { start, end }: NameSpan): boolean {
  let after = end;
  while (tokens[after]?.gap === 'none' && partAdjectives.has(tokens[after]!.text) && !isPart(tokens, after))
    after++;
  if (isPart(tokens, after)) return true;
  // A list of colours before the part: black and white binding.
  if (tokens[after]?.gap === 'none' && ['and', 'or', 'und', 'et', 'y', 'e'].includes(tokens[after]!.text)) {
    let next = after + 1;
    while (next < Math.min(after + 4, tokens.length) && tokens[next]!.gap === 'none' && !isPart(tokens, next))
      next++;
    if (isPart(tokens, next) && next > after + 1) return true;
  }
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

/** Whether the words are a wood that something is made of: walnut body, wild cherry back, ebony. */
function isWood(tokens: readonly Token[], { start, end, kind }: NameSpan): boolean {
  if (
    kind === 'phrase' ||
    !['walnut', 'cherry', 'ebony', 'mahogany', 'maple'].includes(tokens[end - 1]!.text)
  )
    return false;
  const next = tokens[end];
  if (next?.gap === 'none' && (woodenParts.has(next.text) || woods.has(next.text))) return true;
  return (
    tokens[start]!.gap === 'none' &&
    ['solid', 'wild', 'claro', 'american', 'massive'].includes(tokens[start - 1]?.text ?? '')
  );
}

/** Whether the guitar has another finish: not Fiesta Red; refinished from Cherry to black; Cherry Red removed. */
function isDenied(tokens: readonly Token[], { start, end }: NameSpan): boolean {
  if (tokens[end]?.gap === 'none' && aftermaths.has(tokens[end]!.text)) return true;
  let before = start - 1;
  let gap = tokens[start]!.gap;
  while (before >= 0 && gap === 'none' && articles.has(tokens[before]!.text)) gap = tokens[before--]!.gap;
  if (before < 0 || gap === 'break') return false;
  const word = tokens[before]!.text;
  if (denials.has(word)) return true;
  return (
    origins.has(word) &&
    tokens
      .slice(end, end + 8)
      .some(({ text }) => ['to', 'into', 'zu', 'auf', 'a', 'en', 'in', 'now', 'naar'].includes(text))
  );
}

/** Whether another finish covers it: Sonic Blue over 3-Color Sunburst. */
function isUndercoat(tokens: readonly Token[], { start }: NameSpan, earlier: readonly NameSpan[]): boolean {
  let before = start - 1;
  while (before >= 0 && articles.has(tokens[before]!.text)) before--;
  return ['over', 'uber'].includes(tokens[before]?.text ?? '') && earlier.length > 0;
}

/** Marks the tokens that speak of offers, of trades and of other guitars: from a telling word to the end of its sentence. */
function mutedTokens(tokens: readonly Token[], text: string): Uint8Array {
  const muted = new Uint8Array(tokens.length);
  let on = false;
  tokens.forEach((token, at) => {
    const between = text.slice(tokens[at - 1]?.end ?? 0, token.start);
    if (/[.!?;|\n•]/.test(between)) on = false;
    const two = `${token.text} ${tokens[at + 1]?.text ?? ''}`;
    if (elsewhere.has(token.text) || elsewhere.has(two)) on = true;
    // A plural announces a list to choose from.
    if (
      /^(colou?rs|finishes|farben|colori|colores|couleurs|cores|kleuren)$/i.test(
        text.slice(token.start, token.end),
      ) &&
      tokens[at + 1]?.gap !== 'none'
    )
      on = true;
    if (on) muted[at] = 1;
  });
  return muted;
}
