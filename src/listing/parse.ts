import { z } from 'zod';
import { HoneyburstError } from '../errors.js';
import { invalidListing, type Listing, type ListingState, toListing } from './listing.js';

const object = z.record(z.string(), z.unknown());
const anything = z.unknown().optional();
const link = z.object({ href: anything }).nullish();

/** The parts of a Reverb listing that we read (API version 3 and the older default version). */
const reverbSchema = z.object({
  id: anything,
  make: anything,
  model: anything,
  year: anything,
  title: anything,
  description: anything,
  finish: anything,
  state: z.union([z.string(), z.object({ slug: z.string() }).transform((state) => state.slug)]).nullish(),
  draft: anything,
  photos: z.array(z.object({ _links: z.object({ full: link, large_crop: link }).nullish() })).nullish(),
  cloudinary_photos: z.array(z.object({ preview_url: anything })).nullish(),
  _links: z.object({ photo: link, web: link }).nullish(),
});

const stateByWord = new Map<string, ListingState>([
  ['draft', 'draft'],
  ['live', 'live'],
  ['active', 'live'],
  ['ended', 'ended'],
  ['expired', 'ended'],
  ['ordered', 'ended'],
  ['sold', 'ended'],
  ['sold_out', 'ended'],
  ['suspended', 'ended'],
  ['deleted', 'deleted'],
]);

/** A listing as Reverb's API gives it; the largest version of each photo is taken. Throws `invalid_listing`. */
export function parseReverbListing(json: unknown): Listing {
  const parsed = reverbSchema.safeParse(json);
  if (!parsed.success) throw invalidListing(parsed.error);
  const { id, state, draft, photos, cloudinary_photos: originals, _links: links, ...fields } = parsed.data;
  const sources = [
    photos?.map((photo) => photo._links?.full?.href || photo._links?.large_crop?.href),
    originals?.map((photo) => photo.preview_url),
    [links?.photo?.href],
  ].map((urls) => urls?.filter(Boolean) ?? []);
  return toListing({
    ...fields,
    externalId: id,
    // States that we do not know of are not on sale.
    state: state ? (stateByWord.get(state) ?? 'ended') : draft === true ? 'draft' : 'live',
    url: links?.web?.href,
    photoUrls: sources.find((urls) => urls.length > 0) ?? [],
  });
}

/**
 * A listing with our own field names, in snake_case or camelCase; photo_urls is an array or a text separated by
 * `|` or white space. Throws `invalid_listing`.
 */
export function parseFlatListing(json: unknown): Listing {
  const parsed = object.safeParse(json);
  if (!parsed.success) throw invalidListing(parsed.error);
  const { state, ...fields } = parsed.data;
  const photos = fields.photo_urls ?? fields.photoUrls ?? [];
  return toListing({
    ...fields,
    externalId: fields.external_id ?? fields.externalId,
    state:
      typeof state === 'string' ? stateByWord.get(state.trim().toLowerCase() || 'live') : (state ?? 'live'),
    photoUrls: typeof photos === 'string' ? photos.split(/[|\s]+/).filter(Boolean) : photos,
  });
}

/** Either of the two: an object with an external_id is ours, one with an id is Reverb's. */
export function parseListing(json: unknown): Listing {
  const parsed = object.safeParse(json);
  if (parsed.success && ('external_id' in parsed.data || 'externalId' in parsed.data))
    return parseFlatListing(json);
  if (parsed.success && 'id' in parsed.data) return parseReverbListing(json);
  throw new HoneyburstError(
    'is not a listing: an object with external_id (or with id, as Reverb has it) is needed',
    {
      code: 'invalid_listing',
      stage: 'import',
    },
  );
}

/** The listings in a value: those of an array, of an API page, the one in a wrapper, or the value itself. */
export function unwrapListings(json: unknown): unknown[] {
  if (Array.isArray(json))
    return json.flatMap((item) => (Array.isArray(item) ? [item] : unwrapListings(item)));
  if (typeof json !== 'object' || json === null) return [json];
  if ('listings' in json && Array.isArray(json.listings)) return json.listings;
  // product_bundle (2016) and the answer to a created or updated listing
  const wrapped = 'main_listing' in json ? json.main_listing : 'listing' in json ? json.listing : undefined;
  return [typeof wrapped === 'object' && wrapped !== null ? wrapped : json];
}
