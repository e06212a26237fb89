import { indexOfHighest } from '../../classifier/answer.js';
import { type CalibratedScores, scoresOf } from '../../classifier/scores.js';
import type { Progress } from '../../progress.js';
import { fitTemperatures } from '../calibration/calibrate.js';
import type { LabelledPhoto } from '../dataset/dataset.js';
import type { Labels } from '../dataset/labels.js';
import { crossFit } from '../fitting/cross-fit.js';
import type { TrainingSet } from '../train.js';
import { auditLabels, type LabelAudit, type ProbableMislabel } from './label-audit.js';

/** A photo of the dataset whose label is probably wrong, and what it should probably be. */
export interface SuspectPhoto extends Omit<ProbableMislabel, 'row'> {
  photo: LabelledPhoto;
  /** What to write instead; the finish is undefined where the photo has none now. */
  correction: { family: string; finish: string | undefined };
}

export interface DatasetAudit {
  /** Photos that were judged. */
  photos: number;
  noise: LabelAudit['noise'];
  /** Likeliest error first. */
  suspects: SuspectPhoto[];
}

/**
 * Ranks the probable mislabels of a dataset: heads are fitted without a part of the photos each, and what they say of
 * the photos that they have not seen goes through confident learning, see `auditLabels`. Photos of low confidence are
 * judged too. The same photos and seed give the same audit.
 */
export async function auditDataset(
  { photos, examples, labels, engine }: TrainingSet,
  options: { seed: number; epochs?: number | undefined; threads: number; progress: Progress },
): Promise<DatasetAudit> {
  const { held } = await crossFit(photos, examples, labels, { ...options, engine, judge: 'all' });
  const temperatures = fitTemperatures(held, labels.head);
  const judged = held.rows.map((row) => photos[row] as LabelledPhoto);
  const scores = held.logits.map((logits) => scoresOf(logits, labels.head, temperatures));
  const { noise, mislabels } = auditLabels(judged, scores, labels);
  const suspects = mislabels.map(({ row, ...mislabel }) => ({
    ...mislabel,
    photo: judged[row] as LabelledPhoto,
    correction: toCorrection(mislabel, judged[row] as LabelledPhoto, scores[row] as CalibratedScores, labels),
  }));
  return { photos: judged.length, noise, suspects };
}

/** A wrong family makes the finish wrong as well: the likeliest one of the right family takes its place. */
function toCorrection(
  { tier, suggested }: Pick<ProbableMislabel, 'tier' | 'suggested'>,
  photo: LabelledPhoto,
  scores: CalibratedScores,
  { finishes }: Labels,
): SuspectPhoto['correction'] {
  if (tier === 'finish') return { family: photo.family, finish: suggested };
  const members = finishes.map(({ family }, i) => (family === suggested ? scores.finishes[i]! : -1));
  const best = indexOfHighest(members);
  const known = photo.finish !== undefined && best >= 0 && members[best]! >= 0;
  return { family: suggested, finish: known ? finishes[best]?.slug : undefined };
}
