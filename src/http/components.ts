import { z } from 'zod';
import { classificationSchema } from '../classifier/classification.js';
import { ledgerEntrySchema } from '../enrichment/list.js';
import { storedListingSchema } from '../listing/stored-listing.js';
import { queueCountsSchema } from '../review/counts.js';
import { reviewSchema } from '../review/decision.js';
import { answerSchema, labelSchema, reviewItemSchema, sureLabelSchema } from '../review/item.js';
import { markSchema } from '../review/mark-words.js';
import { decidedSchema, reviewOutcomeSchema, undoneSchema } from '../review/outcome.js';
import { listingDetailSchema } from '../suggestion/listing-detail.js';

/** The shapes of other folders that the OpenAPI document lists as components, by their names there. */
const components = {
  Answer: answerSchema,
  Classification: classificationSchema,
  Decided: decidedSchema,
  Enrichment: ledgerEntrySchema,
  Label: labelSchema,
  Listing: storedListingSchema,
  ListingDetail: listingDetailSchema,
  Mark: markSchema,
  Review: reviewSchema,
  ReviewOutcome: reviewOutcomeSchema,
  Suggestion: reviewItemSchema,
  SuggestionCounts: queueCountsSchema,
  SureLabel: sureLabelSchema,
  Undone: undoneSchema,
} satisfies Record<string, z.ZodType>;

/** Registers the components; the schemas themselves stay as they are. */
export function registerComponents(): void {
  for (const [id, schema] of Object.entries(components)) z.globalRegistry.add(schema, { id });
}
