import { z } from 'zod';

/** What became of a suggestion. `superseded`: a newer one took its place before anybody decided. */
export const suggestionStatusSchema = z.enum(['pending', 'accepted', 'edited', 'rejected', 'superseded']);
export type SuggestionStatus = z.infer<typeof suggestionStatusSchema>;

/** The statuses that a reviewer's decision gives. */
export const decidedStatusSchema = suggestionStatusSchema.extract(['accepted', 'edited', 'rejected']);
export type DecidedStatus = z.infer<typeof decidedStatusSchema>;
