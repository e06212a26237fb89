import { z } from 'zod';
import { HoneyburstError } from '../errors.js';
import { isWebAddress } from '../parse-url.js';
import { type Listing, toListing } from './listing.js';
import { findPhotoAddresses } from './photo-addresses.js';
import { parseState } from './state.js';

const object = z.record(z.string(), z.unknown());

/** A listing, and what of its data could not be used, for people. */
export interface ParsedListing {
  listing: Listing;
  warnings: string[];
}

function parseFields(fields: Record<string, unknown>, externalId: unknown): ParsedListing {
  const warnings: string[] = [];
  const page = fields.url ?? (fields._links as { web?: { href?: unknown } } | null | undefined)?.web?.href;
  const url = webAddress(page);
  if (url === undefined) warnings.push('url is not an http or https address');
  const { urls, problems } = findPhotoAddresses(fields, url ?? null);
  warnings.push(...problems);
  const said = parseState(fields.state);
  if (said === undefined)
    warnings.push(`state ${quote(fields.state)} is not known: the listing counts as ended`);
  // Reverb's details say `draft` and `live` as well.
  const state = said === 'absent' ? (fields.draft === true ? 'draft' : 'live') : (said ?? 'ended');
  const listing = toListing({
    ...fields,
    externalId,
    state,
    url: url ?? null,
    photoUrls: urls,
  });
  return { listing, warnings };
}

/** The address; null where there is none, undefined where it is not an absolute http or https address. */
function webAddress(value: unknown): string | null | undefined {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value !== 'string' || value.length > 4000) return undefined;
  const text = value.trim().startsWith('//') ? `https:${value.trim()}` : value.trim();
  return isWebAddress(text) ? text : undefined;
}

const quote = (value: unknown) => (JSON.stringify(value) ?? '').slice(0, 60);

/**
 * A listing: an object with an `external_id` is ours, one with an `id` is Reverb's or of another API. Photos are found
 * under the names that APIs and scrapers use (see findPhotoAddresses). An address that cannot be used costs that photo
 * only, and is a warning. Throws `invalid_listing`, which names each field at fault.
 */
export function parseListing(json: unknown): ParsedListing {
  const { data: fields = {} } = object.safeParse(json);
  if ('external_id' in fields || 'externalId' in fields)
    return parseFields(fields, fields.external_id ?? fields.externalId);
  if ('id' in fields) return parseFields(fields, fields.id);
  throw new HoneyburstError(
    'is not a listing: an object with external_id (or with id, as Reverb has it) is needed',
    { code: 'invalid_listing', stage: 'import' },
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
