import type { SuggestionStatus } from '../suggestion/status.js';
import type { ReviewDecision } from './decision.js';

/** The event that tells the marketplace of a decision. */
export interface SuggestionReviewed {
  type: 'suggestion.reviewed';
  /** Time of the decision, ISO 8601. */
  timestamp: string;
  data: {
    review_id: number;
    suggestion_id: number;
    /** Of the suggestion; a later decision has a higher one. */
    revision: number;
    external_id: string;
    decision: ReviewDecision;
    family: string | null;
    finish: string | null;
    finish_name: string | null;
    reviewer: string;
    note: string | null;
    bulk: boolean;
    blind: boolean;
    before: {
      status: SuggestionStatus;
      family: string | null;
      finish: string | null;
      listing_finish: string | null;
    };
  };
}

/** SQL for the event of the review `r` on the suggestion `s` of the listing `l`, as JSON. */
export const reviewEvent = `jsonb_build_object(
  'type', 'suggestion.reviewed', 'timestamp', r.created_at,
  'data', jsonb_build_object(
    'review_id', r.id, 'suggestion_id', r.suggestion_id, 'revision', r.revision, 'external_id', l.external_id,
    'decision', r.decision, 'family', r.family, 'finish', r.finish, 'finish_name', r.finish_name,
    'reviewer', r.reviewer, 'note', r.note, 'bulk', r.bulk, 'blind', r.blind,
    'before', jsonb_build_object('status', r.status_before, 'family', r.family_before,
                                 'finish', r.finish_before, 'listing_finish', r.listing_finish_before)))`;
