import type { PhotoScores } from '../classifier/classifier.js';
import type { LabelTree } from '../classifier/label-tree.js';
import { type PhotoReason, photoReasonSchema } from '../classifier/photo-reason.js';
import { type FusedScores, fusePhotos } from './fuse.js';

/** A photo of a listing with its scores. */
export interface ScoredPhoto {
  /** In the listing. */
  position: number;
  url: string;
  /** 64 hexadecimal digits; equal for identical photos. */
  sha256: string;
  scores: PhotoScores;
}

export interface FusedListing {
  /** Undefined if no photo has a vote. */
  scores: Omit<FusedScores, 'weights'> | undefined;
  /** Share of each photo in the result, by its position. A photo that repeats another or has no vote is missing. */
  weights: ReadonlyMap<number, number>;
  /** Why no photo has a vote; empty if one has. */
  reasons: PhotoReason[];
}

/** Fuses the photos of a listing. Identical photos count once. */
export function fuseListing(photos: readonly ScoredPhoto[], labels: LabelTree): FusedListing {
  const distinct = photos.filter(
    (photo, index) => photos.findIndex(({ sha256 }) => sha256 === photo.sha256) === index,
  );
  const fused = fusePhotos(
    distinct.map(({ scores }) => scores),
    labels,
  );
  if (!fused) return { scores: undefined, weights: new Map(), reasons: reasonsOf(photos) };
  return {
    scores: fused,
    weights: new Map(distinct.map(({ position }, index) => [position, fused.weights[index]!])),
    reasons: [],
  };
}

function reasonsOf(photos: readonly ScoredPhoto[]): PhotoReason[] {
  const found = new Set(photos.map(({ scores }) => scores.reason));
  return photoReasonSchema.options.filter((reason) => found.has(reason));
}
