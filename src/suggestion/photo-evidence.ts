import type { LabelTree } from '../classifier/label-tree.js';
import { bestLabels } from './best-labels.js';
import { type Evidence, roundConfidence } from './evidence.js';
import type { FusedListing, ScoredPhoto } from './fuse-listing.js';

/** The photos of a listing: those that the model scored, and those that could not be used. */
export interface ListingPhotos {
  scored: readonly ScoredPhoto[];
  failed: readonly {
    position: number;
    url: string;
    error: { stage: string; code: string; message: string };
  }[];
}

/** What each photo contributed to the answer, in the order of the listing. */
export function toPhotoEvidence(
  { scored, failed }: ListingPhotos,
  weights: FusedListing['weights'],
  labels: LabelTree,
): Evidence['photos'] {
  const seen = scored.map(({ position, url, scores }) => {
    const { family, finish } = bestLabels(scores, labels);
    return {
      position,
      url,
      bodyShare: roundConfidence(scores.bodyShare),
      view: scores.view ?? null,
      reason: scores.reason ?? null,
      weight: roundConfidence(weights.get(position) ?? 0),
      family: { label: family.label, confidence: roundConfidence(family.confidence) },
      finish: finish ? { label: finish.label, confidence: roundConfidence(finish.confidence) } : null,
    };
  });
  const unseen = failed.map(({ position, url, error: { stage, code, message } }) => ({
    position,
    url,
    error: { stage, code, message },
  }));
  return [...seen, ...unseen].sort((a, b) => a.position - b.position);
}
