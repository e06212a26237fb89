import type { SuggestionStatus } from '../suggestion/store.js';

/** What a person decides on a suggestion. An edit that names what is suggested counts as accepted. */
export type Decision = {
  /** Of the suggestion. */
  id: number;
  /** Of the suggestion, as the reviewer saw it. */
  revision: number;
  note?: string | undefined;
} & (
  | { decision: 'accepted' }
  /** `finish` is a slug of the current taxonomy. */
  | { decision: 'edited'; finish: string }
  /** Nothing closer can be said than `family`, a slug of the current taxonomy. */
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
  /** Decided together with others, and so looked at less closely. */
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

/** A decision as it was recorded. */
export interface Review {
  reviewer: string;
  decision: 'accepted' | 'edited' | 'rejected' | 'undone';
  family: string | null;
  finish: string | null;
  note: string | null;
  blind: boolean;
  decidedAt: Date;
}

/**
 * Why a decision is refused: the suggestion is shown blind, it suggests nothing, or its finish or family is not in the
 * current taxonomy.
 */
export const refusals = ['blind', 'nothing_suggested', 'unknown_finish', 'unknown_family'] as const;
export type Refusal = (typeof refusals)[number];

export type ReviewOutcome =
  | {
      outcome: 'decided';
      id: number;
      /** To undo it by. */
      revision: number;
      status: 'accepted' | 'edited' | 'rejected';
      family: string | null;
      finish: string | null;
      finishName: string | null;
      /** Whether the reviewer was not shown what is suggested. */
      blind: boolean;
    }
  | { outcome: 'undone'; id: number; revision: number }
  /** Somebody decided since; without `latest` nobody did, and a newer suggestion replaced it. */
  | { outcome: 'conflict'; id: number; revision: number; status: SuggestionStatus; latest: Review | null }
  | { outcome: 'refused'; id: number; reason: Refusal }
  /** Not undone: the listing has a newer suggestion by now. */
  | { outcome: 'replaced'; id: number; newer: { id: number; status: SuggestionStatus } }
  | { outcome: 'unknown'; id: number };
