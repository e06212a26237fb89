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
}

export type FinishWords = Pick<Listing, 'make' | 'model' | 'title' | 'description' | 'finish'> &
  Partial<Pick<Listing, 'year'>>;

/** How much of a description is looked at, in UTF-16 units: what follows is shipping and payment. */
export const maxDescriptionLength = 20_000;

/** Resolves the stated finish, the one that the text names, and which guitar it is of. */
export function resolveFinish(taxonomy: Taxonomy, words: FinishWords): FinishResolution {
  const { make, title, model, description } = words;
  const stated = taxonomy.match(words.finish, make);
  const mention = mentionOf(taxonomy, { make, title, model, description });
  const guitar = modelLineOf(words);
  const finish = 'finish' in stated ? stated.finish : undefined;
  return {
    resolved_taxonomy: taxonomy.version ?? null,
    finish_match: stated.kind,
    finish_slug: finish?.slug ?? null,
    finish_family: (stated.kind === 'vague' ? stated.family : finish?.family) ?? null,
    text_finish: mention?.finish?.slug ?? null,
    text_family: mention?.family ?? null,
    text_phrase: mention?.phrase ?? null,
    guitar_maker: guitar.maker,
    guitar_line: guitar.line,
    guitar_decade: decadeOf(words.year ?? null),
  };
}

/**
 * The title speaks of the guitar itself and wins over the model. The description, which also speaks of cases, straps and
 * other guitars, counts if neither names a colour, or tells which finish of their family it is.
 */
function mentionOf(
  taxonomy: Taxonomy,
  { make, title, model, description }: Omit<FinishWords, 'finish'>,
): FinishMention | undefined {
  const short = taxonomy.mention(title, make, 'title') ?? taxonomy.mention(model, make, 'title');
  if (short?.finish) return short;
  const long = taxonomy.mention(description && toPlainText(description), make, 'description');
  return long && (!short || (long.finish && long.family === short.family)) ? long : short;
}

/**
 * The words of an HTML text, without markup: addresses and attributes name finishes of other pages. (html-to-text takes
 * 80 times as long, and every listing passes here.)
 */
export function toPlainText(html: string): string {
  const text = html.slice(0, maxDescriptionLength).replace(/<[^<>]*>/g, ' ');
  return decodeHTML(text).replaceAll('\u00a0', ' ');
}
