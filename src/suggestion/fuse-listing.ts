import type { PhotoScores } from '../classifier/classifier.js';
import type { LabelTree } from '../classifier/label-tree.js';
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

export interface FusedListing extends Omit<FusedScores, 'weights'> {
  /** Share of each photo in the result, by its position. A repeated photo is missing: only its first copy counts. */
  weights: ReadonlyMap<number, number>;
}

/** Fuses the photos of a listing. Identical photos count once. Needs at least one photo. */
export function fuseListing(photos: readonly ScoredPhoto[], labels: LabelTree): FusedListing {
  const distinct = photos.filter(
    (photo, index) => photos.findIndex(({ sha256 }) => sha256 === photo.sha256) === index,
  );
  const fused = fusePhotos(
    distinct.map(({ scores }) => scores),
    labels,
  );
  return {
    ...fused,
    weights: new Map(distinct.map(({ position }, index) => [position, fused.weights[index]!])),
  };
}
