import type { Listing } from '../../src/listing/listing.js';

/** A live listing without text or photos, but for what the test says. */
export function sampleListing(values: Partial<Listing> & { externalId: string }): Listing {
  return {
    make: null,
    model: null,
    year: null,
    title: null,
    description: null,
    finish: null,
    url: null,
    state: 'live',
    photoUrls: [],
    ...values,
  };
}
