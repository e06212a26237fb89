import { z } from 'zod';
import { photoReasonSchema } from '../classifier/photo-reason.js';
import { findingReasonSchema } from '../listing/finding.js';

/**
 * Why a listing has a suggestion. `photos_disagree`: its photos show different finishes. Reasons of photos: why none of
 * them has a vote.
 */
export const suggestionReasonSchema = z.enum([
  ...findingReasonSchema.options,
  'photos_disagree',
  ...photoReasonSchema.options,
]);
export type SuggestionReason = z.infer<typeof suggestionReasonSchema>;
