import type { PhotoInput, PreparedPhoto } from '../photo/photo.js';
import type { ByTier, LabelTree } from './label-tree.js';
import type { PhotoReason } from './photo-reason.js';
import type { View } from './view.js';

/** Calibrated probabilities in the order of the labels: of a coarse one, and P(coarse) x P(fine | coarse) of a fine one. */
export type LabelScores = ByTier<Float32Array>;

/** What a model sees in one photo: the coarse scores sum to 1. */
export interface PhotoScores extends LabelScores {
  /** How clearly the photo shows a guitar body, 0 to 1. */
  bodyShare: number;
  /** The part of the guitar in sight; absent if the model does not tell views. */
  view?: View | undefined;
  /** Why the photo says nothing of the finish. Absent: it may say something. */
  reason?: PhotoReason | undefined;
}

/** The least confidence at which each label is answered. A label with null, or that is not listed, is never answered. */
export type LabelThresholds = Readonly<Record<string, number | null>>;

/**
 * The least confidence at which a finish is named for a listing whose maker is known, or of whose model line enough listings
 * are counted. It stands in for the thresholds of single photos, which know nothing of makers. Absent: those hold.
 */
export interface ListingThresholds {
  maker?: number | undefined;
  catalogue?: number | undefined;
}

export interface Classifier {
  /** Name of the model in the registry. */
  readonly model: string;
  readonly input: PhotoInput;
  readonly labels: LabelTree;
  readonly thresholds: ByTier<LabelThresholds>;
  readonly listingThresholds?: ListingThresholds | undefined;
  /**
   * Scores in the order of the photos. Simultaneous calls may share a batch; `urgent` ones go before others that wait.
   * Throws a HoneyburstError of stage classify.
   */
  classify(photos: readonly PreparedPhoto[], options?: { urgent?: boolean }): Promise<PhotoScores[]>;
  /** Calls made to a paid service and their cost, in the currency of the bill. Absent if the model is free. */
  spent?(): { calls: number; cost: number };
  close(): Promise<void>;
}
