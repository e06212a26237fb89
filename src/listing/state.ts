import { type ListingState, listingStateSchema } from './listing.js';

/** What marketplaces and shops call the states of a listing, in lower case with single underscores. */
const stateByWord = new Map<string, ListingState>([
  ...listingStateSchema.options.map((state) => [state, state] as const),
  ...(['active', 'published', 'available', 'for_sale', 'on_sale', 'in_stock', 'public'] as const).map(
    (word) => [word, 'live'] as const,
  ),
  ...(['unpublished', 'pending', 'private', 'hidden'] as const).map((word) => [word, 'draft'] as const),
  ...(
    [
      ...['expired', 'ordered', 'sold', 'sold_out', 'out_of_stock', 'suspended', 'closed', 'archived'],
      ...['inactive', 'unavailable', 'seller_unavailable', 'cancelled', 'canceled', 'reserved'],
    ] as const
  ).map((word) => [word, 'ended'] as const),
  ['removed', 'deleted'],
]);

/**
 * The state that a text, or an object with `slug` or `description` as Reverb has it, stands for; upper and lower case
 * are the same. `absent`: it says nothing; undefined: the word is not known.
 */
export function parseState(value: unknown): ListingState | 'absent' | undefined {
  if (value === null || value === undefined) return 'absent';
  if (typeof value === 'object') {
    const { slug, description, name } = value as Record<string, unknown>;
    const said = [slug, description, name].filter((word) => typeof word === 'string' && word.trim() !== '');
    if (said.length === 0) return 'absent';
    return said.map(parseState).find((state) => state !== undefined);
  }
  if (typeof value !== 'string') return undefined;
  const word = value
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return word === '' ? 'absent' : stateByWord.get(word);
}
