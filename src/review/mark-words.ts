import { z } from 'zod';
import type { Taxonomy, TextKind } from '../taxonomy/taxonomy.js';

/** A range of a text, in UTF-16 units. */
export const markSchema = z.strictObject({
  start: z.int().describe('The first character'),
  end: z.int().describe('The character after the last one'),
});
export type Mark = z.infer<typeof markSchema>;

/**
 * The words of a text that name a finish: what the taxonomy finds in it, and every occurrence of `phrase`, the words that
 * decided the listing's finish. In the order of the text, without overlaps.
 */
export function markWords(
  taxonomy: Pick<Taxonomy, 'mention'>,
  text: string | null,
  { make, phrase, kind }: { make: string | null; phrase: string | null; kind?: TextKind | undefined },
): Mark[] {
  if (!text) return [];
  const marks: Mark[] = [];
  const mention = taxonomy.mention(text, make, kind);
  if (mention) marks.push({ start: mention.start, end: mention.start + mention.phrase.length });
  if (phrase) {
    const words = phrase.trim().split(/\s+/).map(escapePattern);
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${words.join('\\s+')}(?![\\p{L}\\p{N}])`, 'giu');
    for (const { index, 0: found } of text.matchAll(pattern)) {
      marks.push({ start: index, end: index + found.length });
    }
  }
  return merge(marks);
}

function escapePattern(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function merge(marks: readonly Mark[]): Mark[] {
  const merged: Mark[] = [];
  for (const mark of marks.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && mark.start < last.end) last.end = Math.max(last.end, mark.end);
    else merged.push({ ...mark });
  }
  return merged;
}
