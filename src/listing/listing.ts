import { z } from 'zod';
import { undecodable } from '../decode-text.js';
import { HoneyburstError } from '../errors.js';
import { isWebAddress } from '../parse-url.js';
import { maxPhotos } from './photo-addresses.js';

/** Draft and live listings are enriched; ended and deleted ones are kept but left alone. */
export const listingStateSchema = z.enum(['draft', 'live', 'ended', 'deleted']);
export type ListingState = z.infer<typeof listingStateSchema>;

const notLonger = (limit: number) => ({ error: `is longer than ${limit} characters` });
/** What JSON cannot hold exactly as a number would be the id of many listings. */
const notText = 'must be text, or a number below 2^53';
const lostBytes = Symbol('text with bytes of an unknown encoding');
const notDecoded = 'holds bytes that are neither UTF-8 nor surely Windows-1252: save the file as UTF-8';
const whyNoText = (otherwise: string) => ({
  error: ({ input }: { input?: unknown }) => (input === lostBytes ? notDecoded : otherwise),
});
const webAddress = z
  .string({ error: 'must be text' })
  .trim()
  .max(4000, notLonger(4000))
  .refine((text) => isWebAddress(text), {
    error: 'is not an http or https address',
  });
const text = (limit: number) =>
  z.preprocess(toText, z.string(whyNoText('must be text')).max(limit, notLonger(limit)).nullable());

const listingSchema = z.object({
  externalId: z.preprocess(
    toText,
    z
      .string({
        error: ({ input }) => (input === null ? 'is missing' : input === lostBytes ? notDecoded : notText),
      })
      .trim()
      .min(1, 'is missing')
      .max(255, notLonger(255)),
  ),
  make: text(1000),
  model: text(1000),
  year: text(1000),
  title: text(5000),
  /** May hold HTML: data, never markup. */
  description: text(500_000),
  finish: text(1000),
  url: z.preprocess(toText, webAddress.nullable()),
  state: z.enum(listingStateSchema.options, {
    error: `must be one of ${listingStateSchema.options.join(', ')}`,
  }),
  /** In the order of the listing, each once. */
  photoUrls: z
    .array(z.preprocess(toText, webAddress))
    .transform((urls) => [...new Set(urls)])
    .refine((urls) => urls.length <= maxPhotos, { error: `has more than ${maxPhotos} photos` }),
});

/** What a marketplace says about a guitar. Texts are as the seller wrote them; null where there is none. */
export type Listing = z.output<typeof listingSchema>;

/** Checks raw values against the limits of a listing; throws an `invalid_listing` that names every field at fault. */
export function toListing(values: { [field in keyof Listing]?: unknown }): Listing {
  const parsed = listingSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  throw invalidListing(parsed.error);
}

/** The error for data that has not the shape of a listing: names the fields, never their content. */
function invalidListing(error: z.ZodError): HoneyburstError {
  const name = (path: PropertyKey[]) =>
    path.join('.').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const problems = error.issues.map((issue) => `${name(issue.path) || 'listing'} ${issue.message}`);
  return new HoneyburstError(problems.join('; '), { code: 'invalid_listing', stage: 'import' });
}

/**
 * Text that Postgres and UTF-8 can hold: without NUL characters and lone surrogates, and without U+FFFD, which stands
 * for letters that were lost before. Empty text is null.
 */
function toText(value: unknown): unknown {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'number' && isExact(value)) return String(value);
  if (typeof value !== 'string') return value;
  if (value.includes(undecodable)) return lostBytes;
  return value.replace(/[\0\ufffd]|\p{Surrogate}/gu, '') || null;
}

/** Whether a number still is the one that was written, as far as can be told. */
function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}
