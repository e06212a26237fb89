import { countLabels } from '../../learning/dataset/labels.js';
import type { RemoteDescription } from './description.js';
import type { RemotePerformance } from './performance.js';
import type { TrainingPlan } from './plan-training.js';
import type { TrainedProject } from './train-projects.js';
import type { TrainingDomain } from './training-domain.js';
import type { SetUpStep, TrainingState } from './training-state.js';

/** The model as it answers before it is calibrated: it refuses everything. */
export function describeModel(
  { labels: { families, finishes } }: TrainingPlan,
  trained: readonly TrainedProject[],
  { name, flat, endpoint }: { name: string; flat: boolean; endpoint: string },
): RemoteDescription {
  const refuse = (labels: readonly string[]) => Object.fromEntries(labels.map((label) => [label, null]));
  const [root, ...within] = trained as [TrainedProject, ...TrainedProject[]];
  return {
    format: 2,
    name,
    created: new Date().toISOString(),
    engine: 'custom-vision',
    hierarchy: flat ? 'flat' : 'hard',
    families,
    finishes,
    calibration: {
      temperatures: { family: 1, finish: 1 },
      thresholds: { family: refuse(families), finish: refuse(finishes.map(({ slug }) => slug)) },
    },
    customVision: {
      endpoint,
      root: root.network,
      within: Object.fromEntries(within.map(({ key, network }) => [key, network])),
    },
    training: {},
  };
}

/** What `training` of model.json says beside what it says of every model. */
export interface RemoteTraining {
  domain: TrainingDomain;
  /** Photos that Custom Vision did not take. */
  refused: number;
  /** Photos that are the same as another. */
  duplicates: number;
  /** As they were asked for, the root first. */
  projects: string[];
  /** Custom Vision's own figures of the root and, by family, of the projects within. */
  performance: { root: RemotePerformance; within: Record<string, RemotePerformance> };
  /** As Custom Vision counts and bills them. */
  trainingMinutes: number;
  /** Calls that it took, by kind. */
  steps: Record<SetUpStep, number>;
}

/** What model.json keeps of the training, Custom Vision's own figures among it. */
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
