import type { Embeddings } from '../extractor/embeddings.js';

/** The fine label of a photo that has none: whatever is answered is neither right nor wrong. */
export const unlabelled = -1;
/** The fine label of a photo whose own is not in the tree: every fine label is a wrong answer. */
export const untaught = -2;

/** One label of each tier for every photo, as numbers into the tree. */
export interface SingleLabels {
  coarse: Int32Array;
  /** Or `unlabelled`, or `untaught`. */
  fine: Int32Array;
}

/** Any number of coarse labels for every photo. */
export interface MultipleLabels {
  /** [photos, coarse labels]: 1 for each label that is true of a photo, else 0. */
  truth: Uint8Array;
}

/** Labelled photos to learn from. */
export interface Examples<Labels = SingleLabels | MultipleLabels> {
  /** Each training step takes one look of a photo at random. */
  embeddings: Embeddings;
  /** What the finished model sees of the photos, if that differs from what it learns from. */
  served?: Embeddings;
  labels: Labels;
  /** How much each photo counts: 1, or less if its label is uncertain. */
  weight: Float32Array;
}
