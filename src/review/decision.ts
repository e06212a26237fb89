import { z } from 'zod';
import { decidedStatusSchema } from '../suggestion/status.js';

/** What a person decides on a suggestion. An edit that names what is suggested counts as accepted. */
export type Decision = {
  /** Of the suggestion. */
  id: number;
  /** Of the suggestion, when the reviewer saw it. */
  revision: number;
  note?: string | undefined;
} & (
  | { decision: 'accepted' }
  /** `finish` is a slug of the current taxonomy. */
  | { decision: 'edited'; finish: string }
  /** The reviewer can say the family, a slug of the current taxonomy, but no finish. */
  | { decision: 'edited'; family: string }
  | { decision: 'rejected' }
);

export interface Undo {
  id: number;
  revision: number;
  note?: string | undefined;
}

export interface Reviewer {
  /** Who decides. */
  reviewer: string;
  /** Whether it is decided together with others, and so looked at less closely. */
  bulk?: boolean | undefined;
}

export interface ReviewSettings {
  /** Share of suggestions that are first shown blind, 0 to 1. */
  blindShare: number;
  /** Whether the finish's display name goes to listing.finish. */
  writeBack: boolean;
  /** Whether decisions go to the outbox. */
  notify: boolean;
}

/** What a reviewer can do with a suggestion. */
export const reviewDecisionSchema = z.enum([...decidedStatusSchema.options, 'undone']);
export type ReviewDecision = z.infer<typeof reviewDecisionSchema>;

/** A decision as it was recorded. */
export const reviewSchema = z.strictObject({
  reviewer: z.string(),
  decision: reviewDecisionSchema,
  family: z.string().nullable(),
  finish: z.string().nullable(),
  note: z.string().nullable(),
  blind: z.boolean(),
  decidedAt: z.date(),
});
export type Review = z.infer<typeof reviewSchema>;
