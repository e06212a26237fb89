import type { PhotoInput, PreparedPhoto } from '../photo/photo.js';

/** What a model sees in one photo. */
export interface PhotoScores {
  /** Calibrated, in the order of `Classifier.families`; sums to 1. */
  families: Float32Array;
  /** Calibrated P(family) x P(finish | family), in the order of `Classifier.finishes`. */
  finishes: Float32Array;
  /** How clearly a guitar body is to be seen, 0 to 1. */
  bodyShare: number;
}

/** Least confidence at which each label is answered; null: it never is. A label that is not listed never is either. */
export type LabelThresholds = Readonly<Record<string, number | null>>;

/** By the finish's slug and by the family. */
export interface LevelThresholds {
  finish: LabelThresholds;
  family: LabelThresholds;
}

export interface Classifier {
  /** Name of the model in the registry. */
  readonly model: string;
  readonly input: PhotoInput;
  readonly families: readonly string[];
  readonly finishes: readonly { slug: string; family: string }[];
  readonly thresholds: LevelThresholds;
  /**
   * Scores in the order given; calls made at the same time may share a batch, and `urgent` ones go before others that wait.
   * Throws a HoneyburstError of stage classify.
   */
  classify(photos: readonly PreparedPhoto[], options?: { urgent?: boolean }): Promise<PhotoScores[]>;
  /** Calls to a paid service that it has made, and what they cost, in the currency of the bill. Absent: it is free. */
  spent?(): { calls: number; cost: number };
  close(): Promise<void>;
}
