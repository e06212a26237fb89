import { setTimeout as sleep } from 'node:timers/promises';
import type { TrainingAPIModels } from '@azure/cognitiveservices-customvision-training';
import { HoneyburstError } from '../../errors.js';
import { projectIdOf, type TrainingContext } from './training-context.js';
import { isRefusal } from './training-service.js';
import type { ProjectProgress } from './training-state.js';

type Iteration = TrainingAPIModels.Iteration;

/** Starts the training of a project, unless an earlier run did. */
export async function startTraining(
  own: ProjectProgress,
  { service, state, save }: TrainingContext,
): Promise<void> {
  if (own.iterationId !== undefined) return;
  const projectId = projectIdOf(own);
  const train = (forceTrain: boolean) =>
    service.call(`the training of project ${projectId}`, (client, options) =>
      client.trainProject(projectId, { ...options, forceTrain }),
    );
  const { id } = await train(false).catch(async (error) => {
    // These codes mean that an earlier call started the training, and its answer was lost.
    const asked = isRefusal(
      error,
      'BadRequestTrainingNotNeeded',
      'BadRequestTrainingNotNeededButTrainingPipelineUpdated',
      'BadRequestTrainingAlreadyInProgress',
    );
    if (!asked) throw error;
    const iterations = await service.call(`the iterations of project ${projectId}`, (client, options) =>
      client.getIterations(projectId, options),
    );
    return latestTrained(iterations) ?? train(true);
  });
  if (id === undefined) throw new Error('Custom Vision gave an iteration no id');
  own.iterationId = id;
  state.steps.trainings++;
  await save();
}

/** The newest iteration that is trained or in training. */
function latestTrained(iterations: readonly Iteration[]): Iteration | undefined {
  const time = ({ trainedAt, lastModified }: Iteration) => (trainedAt ?? lastModified)?.getTime() ?? 0;
  return iterations
    .filter(({ status }) => status !== 'New' && status !== 'Failed')
    .sort((a, b) => time(b) - time(a))[0];
}

/**
 * Waits until the training of a project ends. If it failed, throws a HoneyburstError with the reason that the service
 * gives, and the next run starts it again.
 */
export async function finishTraining(
  name: string,
  own: ProjectProgress,
  { service, save, progress, pollMs }: TrainingContext,
): Promise<Iteration> {
  const projectId = projectIdOf(own);
  const iterationId = own.iterationId!;
  progress.start(`Custom Vision trains "${name}", seconds`);
  for (;;) {
    const iteration = await service.call(
      `iteration ${iterationId} of project ${projectId}`,
      (client, options) => client.getIteration(projectId, iterationId, options),
    );
    if (iteration.status === 'Completed') {
      progress.finish(`${iteration.trainingTimeInMinutes ?? 0} min of training time`);
      return iteration;
    }
    if (iteration.status === 'Failed') {
      progress.finish('failed');
      delete own.iterationId;
      await save();
      const details = iteration.trainingErrorDetails ?? 'it gives no reason';
      throw new HoneyburstError(
        `Custom Vision could not train "${name}" (project ${projectId}): ${details}. Run the same command to try again.`,
        { code: 'custom_vision_training_failed', stage: 'train' },
      );
    }
    // If the signal aborted, the next call throws.
    await sleep(pollMs, undefined, { signal: service.signal }).catch(() => {});
    progress.advance(Math.round(pollMs / 1000));
  }
}
