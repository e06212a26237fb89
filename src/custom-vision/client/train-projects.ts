import type { PhotoLimits } from '../../config/photo.js';
import type { RemoteNetwork } from './description.js';
import { makeProject } from './make-project.js';
import { type RemotePerformance, readPerformance } from './performance.js';
import type { TrainingPlan } from './plan-training.js';
import { publish, publishedName } from './publish.js';
import { finishTraining, startTraining } from './train-iteration.js';
import { projectIdOf, type TrainingContext } from './training-context.js';
import type { ProjectProgress } from './training-state.js';
import { uploadPhotos } from './upload.js';

export interface TrainedProject {
  /** `root`, or the family whose finishes the project tells apart. */
  key: string;
  network: RemoteNetwork;
  performance: RemotePerformance;
  /** The training time that Custom Vision counts and bills. */
  minutes: number;
  refused: ProjectProgress['refused'];
  duplicates: number;
}

export interface TrainProjectsOptions {
  domainId: string;
  predictionResourceId: string;
  limits: PhotoLimits;
}

/**
 * Makes, fills, trains and publishes all projects of a plan, and skips the steps that the state says are done. The
 * service trains the projects in parallel: each training starts as soon as the photos of its project are sent.
 */
export async function trainProjects(
  { projects, photos }: Pick<TrainingPlan, 'projects' | 'photos'>,
  { domainId, predictionResourceId, limits }: TrainProjectsOptions,
  context: TrainingContext,
): Promise<TrainedProject[]> {
  const begun: ProjectProgress[] = [];
  for (const project of projects) {
    const own = await makeProject(project, domainId, context);
    if (own.iterationId === undefined) await uploadPhotos(project, photos, own, { ...context, limits });
    await startTraining(own, context);
    begun.push(own);
  }
  const trained: TrainedProject[] = [];
  for (const [index, { key, name, tags }] of projects.entries()) {
    const own = begun[index] as ProjectProgress;
    const iteration = await finishTraining(name, own, context);
    await publish(own, predictionResourceId, context);
    const at = { projectId: projectIdOf(own), iterationId: own.iterationId!, publishedName };
    trained.push({
      key,
      network: { at, tags },
      performance: await readPerformance(own, context),
      minutes: iteration.trainingTimeInMinutes ?? 0,
      refused: own.refused,
      duplicates: own.duplicates,
    });
  }
  return trained;
}
