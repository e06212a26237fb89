import { z } from 'zod';
import { findingReasonSchema } from '../listing/finding.js';

/** Why a listing has a suggestion. `photos_disagree`: its photos show different finishes. */
export const suggestionReasonSchema = z.enum([...findingReasonSchema.options, 'photos_disagree']);
export type SuggestionReason = z.infer<typeof suggestionReasonSchema>;
