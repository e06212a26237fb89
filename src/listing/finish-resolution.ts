import { decodeHTML } from 'entities';
import type { FinishMatch, FinishMention, Taxonomy } from '../taxonomy/taxonomy.js';
import type { Listing } from './listing.js';
import { decadeOf, modelLineOf } from './model-line.js';

/** What the taxonomy makes of a listing's words: the derived columns of honeyburst.listing, under their names. */
export interface FinishResolution {
  resolved_taxonomy: number | null;
  finish_match: FinishMatch['kind'];
  finish_slug: string | null;
  finish_family: string | null;
  text_finish: string | null;
  text_family: string | null;
  text_phrase: string | null;
  guitar_maker: string | null;
  guitar_line: string | null;
  guitar_decade: number | null;
  /** The next backfill compares the listing with others of its kind. */
  unusual_share: null;
}

export type FinishWords = Pick<Listing, 'make' | 'model' | 'title' | 'description' | 'finish'> &
  Partial<Pick<Listing, 'year'>>;

/** How much of a description is looked at, in UTF-16 units: what follows is shipping and payment. */
export const maxDescriptionLength = 20_000;

/**
 * Resolves the stated finish, the one that the text names, and which guitar it is of. The title speaks of the guitar itself
 * and wins over the model, both over the description, which also speaks of cases, straps and other guitars. A later text
 * adds the finish where the earlier one says no more than its family.
 */
export function resolveFinish(taxonomy: Taxonomy, words: FinishWords): FinishResolution {
  const { make, title, model, description } = words;
  const stated = taxonomy.match(words.finish, make);
  let mention = taxonomy.mention(title, make);
  if (!mention?.finish) mention = closer(mention, taxonomy.mention(model, make));
  if (!mention?.finish && description)
    mention = closer(mention, taxonomy.mention(toPlainText(description), make, 'description'));
  const guitar = modelLineOf(words);
  const finish = 'finish' in stated ? stated.finish : undefined;
  return {
    resolved_taxonomy: taxonomy.version ?? null,
    finish_match: stated.kind,
    finish_slug: finish?.slug ?? null,
    finish_family: finish?.family ?? ('family' in stated ? stated.family : undefined) ?? null,
    text_finish: mention?.finish?.slug ?? null,
    text_family: mention?.family ?? null,
    text_phrase: mention?.phrase ?? null,
    guitar_maker: guitar.maker,
    guitar_line: guitar.line,
    guitar_decade: decadeOf(words.year ?? null),
    unusual_share: null,
  };
}

/** What the first text says, or the second if that says the same more closely, or alone. */
function closer(
  first: FinishMention | undefined,
  second: FinishMention | undefined,
): FinishMention | undefined {
  if (!first) return second;
  return second?.finish && second.family === first.family ? second : first;
}

/**
 * The words of an HTML text, without markup, a line for each block: addresses and attributes name finishes of other pages.
 * (html-to-text takes 80 times as long, and every listing passes here.)
 */
export function toPlainText(html: string): string {
  const text = html
    .slice(0, maxDescriptionLength)
    .replace(/<\/?(?:p|div|br|li|ul|ol|tr|td|th|table|h[1-6])\b[^<>]*>/gi, '\n')
    .replace(/<[^<>]*>/g, ' ');
  return decodeHTML(text).replaceAll('\u00a0', ' ');
}
