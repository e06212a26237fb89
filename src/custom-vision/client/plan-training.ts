import { relative } from 'node:path';
import type { LabelTree } from '../../classifier/label-tree.js';
import { sha256 } from '../../classifier/model-folder.js';
import { UsageError } from '../../errors.js';
import type { Dataset, LabelledPhoto } from '../../learning/dataset/dataset.js';
import { toLabelTree } from '../../learning/dataset/labels.js';
import { holdBack } from './hold-back.js';
import { checkLimits, type PricingTier } from './limits.js';
import { type PlannedProject, planProjects } from './plan-projects.js';

export interface PlanOptions {
  name: string;
  /** One project of all finishes instead of one of families and one for each family. */
  flat: boolean;
  tier: PricingTier;
  /** The most photos that are held back from training, to calibrate on the predictions for them. */
  maxCalibrationPhotos: number;
  seed: number;
}

/** The projects and photos that one model needs at Custom Vision. */
export interface TrainingPlan {
  labels: LabelTree;
  projects: PlannedProject[];
  /** The photos to send. Each belongs to the first project, and perhaps to another one. */
  photos: LabelledPhoto[];
  /** The photos that are held back, to be predicted after training. */
  heldBack: LabelledPhoto[];
  /** The checksum of photos, labels and options. Progress of a plan with another checksum is not resumed. */
  key: string;
}

/**
 * Plans the projects and photos for the training rows of a dataset, without sending anything. Throws a UsageError if
 * Custom Vision would refuse to train them.
 */
export function planTraining(dataset: Dataset, options: PlanOptions): TrainingPlan {
  const { name, flat, tier, maxCalibrationPhotos, seed } = options;
  const all = dataset.photos.filter((photo) => photo.split === undefined || photo.split === 'train');
  const labels = toLabelTree(all, dataset.families);
  if (labels.coarse.length < 2) {
    throw new UsageError(
      `${dataset.path} has training photos of fewer than two families: nothing to tell apart.`,
    );
  }
  const projects = planProjects(all, labels, { name, flat });
  const root = projects[0] as PlannedProject;
  const usable = all.filter((photo) => root.tagOf(photo) !== undefined);
  checkLimits(projects, usable, tier);
  const held = holdBack(usable, projects, { most: maxCalibrationPhotos, seed });
  const rows = usable.map(({ file, family, finish, group, confidence }) => [
    relative(dataset.path, file),
    family,
    finish,
    group,
    confidence,
  ]);
  return {
    labels,
    projects,
    photos: usable.filter((photo) => !held.has(photo)),
    heldBack: usable.filter((photo) => held.has(photo) && photo.confidence === 'high'),
    key: sha256(JSON.stringify([rows, flat, maxCalibrationPhotos, seed])),
  };
}
