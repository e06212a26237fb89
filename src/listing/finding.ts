import { z } from 'zod';

/** Why a listing needs enrichment; the view honeyburst.finding says when. */
export const findingReasonSchema = z.enum([
  'missing',
  'unrecognised',
  'vague',
  'contradicts_text',
  'contradicts_photo',
  'unusual_for_model',
]);
export type FindingReason = z.infer<typeof findingReasonSchema>;
