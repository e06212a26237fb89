import type { TrainingAPIModels } from '@azure/cognitiveservices-customvision-training';
import { projectIdOf, type TrainingContext } from './training-context.js';
import { isRefusal } from './training-service.js';
import type { ProjectProgress } from './training-state.js';

type Iteration = TrainingAPIModels.Iteration;

/** The name under which iterations are published, one in each project. */
export const publishedName = 'honeyburst';

/** Publishes the iteration of a project, after unpublishing whatever has its name. */
export async function publish(
  own: ProjectProgress,
  predictionResourceId: string,
  { service, state, save }: TrainingContext,
): Promise<void> {
  if (own.published) return;
  const projectId = projectIdOf(own);
  const iterationId = own.iterationId!;
  const list = () =>
    service.call(`the iterations of project ${projectId}`, (client, options) =>
      client.getIterations(projectId, options),
    );
  const isOurs = ({ id, publishName }: Iteration) => id === iterationId && publishName === publishedName;
  const iterations = await list();
  if (!iterations.some(isOurs)) {
    // Even if told to overwrite, the service refuses a name that is taken, and an iteration that has another name.
    for (const { id, publishName } of iterations) {
      if (!id || !publishName || (publishName !== publishedName && id !== iterationId)) continue;
      await service.call(`iteration ${id} of project ${projectId}`, (client, options) =>
        client.unpublishIteration(projectId, id, options),
      );
    }
    await service
      .call(`iteration ${iterationId} of project ${projectId}`, (client, options) =>
        client.publishIteration(projectId, iterationId, publishedName, predictionResourceId, options),
      )
      .catch(async (error) => {
        // An earlier call published it, and its answer was lost.
        if (isRefusal(error, 'BadRequestIterationIsPublished') && (await list()).some(isOurs)) return;
        throw error;
      });
  }
  state.steps.publishes++;
  own.published = true;
  await save();
}
