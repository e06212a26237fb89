import { z } from 'zod';
import { HoneyburstError } from '../errors.js';
import type { Listing, ListingState } from './listing.js';
import { parseListing, unwrapListings } from './parse.js';

/** `bare`: only the state is told, and what is known of the listing stays. */
export type ListingEvent = { listing: Listing; bare: boolean; warnings: string[] } | { error: string };

/** An event as Standard Webhooks would have it: https://www.standardwebhooks.com */
const envelopeSchema = z.object({ type: z.string(), data: z.unknown() });

/**
 * The listings of a message, in its order, or what is wrong with each: listings as Reverb or we have them, one, an
 * array or an API page, also each as the `data` of an event. `listing.deleted` and `listing.ended` (`sold`, `expired`)
 * need no more than the id; any other event of listings says how the listing is now.
 */
export function parseListingEvents(json: unknown): ListingEvent[] {
  return unwrapListings(json).flatMap((item) => {
    const envelope = envelopeSchema.safeParse(item);
    if (!envelope.success || envelope.data.data === undefined) return toEvent(item);
    const { type, data } = envelope.data;
    if (!/^listings?\b/.test(type))
      return { error: 'is no event of a listing: type must begin with listing' };
    return unwrapListings(data).map((value) => toEvent(value, stateOf(type)));
  });
}

function stateOf(type: string): ListingState | undefined {
  if (/\b(deleted|removed)$/.test(type)) return 'deleted';
  return /\b(ended|sold|expired)$/.test(type) ? 'ended' : undefined;
}

function toEvent(value: unknown, state?: ListingState): ListingEvent {
  try {
    const { listing: parsed, warnings } = parseListing(value);
    const listing = { ...parsed, state: state ?? parsed.state };
    const { make, model, title, description, finish, photoUrls } = listing;
    const wordless = [make, model, title, description, finish].every((text) => text === null);
    const bare =
      listing.state === 'deleted' || (listing.state === 'ended' && wordless && photoUrls.length === 0);
    return { listing, bare, warnings };
  } catch (error) {
    if (error instanceof HoneyburstError) return { error: error.message };
    throw error;
  }
}
