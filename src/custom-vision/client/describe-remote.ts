import { labelsOf } from '../../classifier/label-tree.js';
import { describeCalibration, describeLabels } from '../../classifier/model-labels.js';
import { countLabels } from '../../learning/dataset/labels.js';
import type { RemoteDescription } from './description.js';
import type { RemotePerformance } from './performance.js';
import type { TrainingPlan } from './plan-training.js';
import type { TrainedProject } from './train-projects.js';
import type { TrainingDomain } from './training-domain.js';
import type { SetUpStep, TrainingState } from './training-state.js';

/** The model before its calibration: it refuses everything. */
export function describeModel(
  { labels }: TrainingPlan,
  trained: readonly TrainedProject[],
  { name, flat, endpoint }: { name: string; flat: boolean; endpoint: string },
): RemoteDescription {
  const { coarse, fine } = labelsOf(labels);
  const refuse = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, null]));
  const [root, ...within] = trained as [TrainedProject, ...TrainedProject[]];
  return {
    format: 2,
    name,
    created: new Date().toISOString(),
    engine: 'custom-vision',
    hierarchy: flat ? 'flat' : 'hard',
    ...describeLabels(labels),
    calibration: describeCalibration({
      temperatures: { coarse: 1, fine: 1 },
      thresholds: { coarse: refuse(coarse), fine: refuse(fine) },
    }),
    customVision: {
      endpoint,
      root: root.network,
      within: Object.fromEntries(within.map(({ key, network }) => [key, network])),
    },
    training: {},
  };
}

/** The fields of `training` in model.json that only models of Custom Vision have. */
export interface RemoteTraining {
  domain: TrainingDomain;
  /** Photos that Custom Vision refused. */
  refused: number;
  /** Photos that are the same as another one. */
  duplicates: number;
  /** Names of the projects as planned, the root first. */
  projects: string[];
  /** Custom Vision's own figures of the root and, by family, of the projects within. */
  performance: { root: RemotePerformance; within: Record<string, RemotePerformance> };
  /** As Custom Vision counts and bills it. */
  trainingMinutes: number;
  /** How many calls of each kind the training took. */
  steps: Record<SetUpStep, number>;
}

/** What model.json keeps of the training, including Custom Vision's own figures. */
export function summariseTraining(
  { photos, projects }: TrainingPlan,
  trained: readonly TrainedProject[],
  { steps, seconds }: TrainingState,
  domain: TrainingDomain,
): RemoteTraining & Record<string, unknown> {
  const [root, ...within] = trained as [TrainedProject, ...TrainedProject[]];
  const refused = new Set(root.refused.map(({ file }) => file));
  const used = photos.filter(({ file }) => !refused.has(file));
  return {
    photos: used.length,
    groups: new Set(used.map(({ group }) => group)).size,
    trainingImages: countLabels(used),
    seconds,
    domain,
    refused: root.refused.length,
    duplicates: root.duplicates,
    projects: projects.map(({ name }) => name),
    performance: {
      root: root.performance,
      within: Object.fromEntries(within.map(({ key, performance }) => [key, performance])),
    },
    trainingMinutes: trained.reduce((sum, { minutes }) => sum + minutes, 0),
    steps,
  };
}
