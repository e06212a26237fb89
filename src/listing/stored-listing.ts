import { z } from 'zod';
import { finishMatchSchema } from './finish-match.js';
import { listingStateSchema } from './listing.js';

/** A listing as it was last seen, with what the taxonomy makes of its finish. */
export const storedListingSchema = z.strictObject({
  id: z.int(),
  externalId: z.string(),
  make: z.string().nullable(),
  model: z.string().nullable(),
  year: z.string().nullable(),
  title: z.string().nullable(),
  finish: z.string().nullable().describe('As the seller wrote it'),
  finishMatch: finishMatchSchema.nullable(),
  finishSlug: z.string().nullable(),
  finishFamily: z.string().nullable(),
  url: z.string().nullable(),
  state: listingStateSchema,
  createdAt: z.date(),
  updatedAt: z.date(),
});
export type StoredListing = z.infer<typeof storedListingSchema>;

export const listingPhotoSchema = z.strictObject({ position: z.int(), url: z.string() });
