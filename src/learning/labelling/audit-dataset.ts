import { indexOfHighest } from '../../classifier/answer.js';
import type { LabelScores } from '../../classifier/classifier.js';
import { childNumbers, type LabelTree } from '../../classifier/label-tree.js';
import { scoresOf } from '../../classifier/scores.js';
import type { Progress } from '../../progress.js';
import { fitTemperatures } from '../calibration/calibrate.js';
import type { LabelledPhoto } from '../dataset/dataset.js';
import { crossFit } from '../fitting/cross-fit.js';
import type { TrainingSet } from '../train.js';
import { auditLabels, type LabelAudit, type ProbableMislabel } from './label-audit.js';

/** A photo of the dataset whose label is probably wrong, and what it should probably be. */
export interface SuspectPhoto extends Omit<ProbableMislabel, 'row'> {
  photo: LabelledPhoto;
  /** What to write instead; the finish is undefined if the photo has none now. */
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
 * Ranks the probable mislabels of a dataset by cross-fitting and confident learning, see `crossFit` and `auditLabels`.
 * Photos of low confidence are judged too. The same photos and seed give the same audit.
 */
export async function auditDataset(
  { photos, examples, labels, engine }: TrainingSet,
  options: { seed: number; epochs?: number | undefined; threads: number; progress: Progress },
): Promise<DatasetAudit> {
  const { held } = await crossFit(photos, examples, labels, { ...options, engine, judge: 'all' });
  const temperatures = fitTemperatures(held, labels);
  const judged = held.rows.map((row) => photos[row] as LabelledPhoto);
  const scores = held.logits.map((logits) => scoresOf(logits, labels, temperatures));
  const { noise, mislabels } = auditLabels(judged, scores, labels);
  const suspects = mislabels.map(({ row, ...mislabel }) => ({
    ...mislabel,
    photo: judged[row] as LabelledPhoto,
    correction: toCorrection(mislabel, judged[row] as LabelledPhoto, scores[row] as LabelScores, labels),
  }));
  return { photos: judged.length, noise, suspects };
}

/** A wrong family makes the finish wrong too: the likeliest finish of the right family takes its place. */
function toCorrection(
  { tier, suggested }: Pick<ProbableMislabel, 'tier' | 'suggested'>,
  photo: LabelledPhoto,
  scores: LabelScores,
  labels: LabelTree,
): SuspectPhoto['correction'] {
  if (tier === 'finish') return { family: photo.family, finish: suggested };
  const members = childNumbers(labels, suggested);
  const best = members[indexOfHighest(members.map((number) => scores.fine[number]!))];
  const known = photo.finish !== undefined && best !== undefined;
  return { family: suggested, finish: known ? labels.fine[best]!.label : undefined };
}
