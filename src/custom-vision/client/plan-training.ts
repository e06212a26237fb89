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
  /** Photos at most that are not sent but asked about afterwards, to calibrate on. */
  maxCalibrationPhotos: number;
  seed: number;
}

/** What is to be done at Custom Vision for one model. */
export interface TrainingPlan {
  labels: LabelTree;
  projects: PlannedProject[];
  /** Photos to send: each belongs to the first project at least. */
  photos: LabelledPhoto[];
  /** Photos to ask about afterwards. */
  heldBack: LabelledPhoto[];
  /** Of the photos, their labels and the options: what was done for another plan is no part of this one. */
  key: string;
}

/**
 * Plans projects and photos of the training rows of a dataset; nothing is sent. Throws a UsageError where Custom Vision
 * would not train them.
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
