import { projectIdOf, type TrainingContext } from './training-context.js';
import type { ProjectProgress } from './training-state.js';

/** Custom Vision's own figures for an iteration, on photos of its choice at a probability of 0.5; shares from 0 to 1. */
export interface RemotePerformance {
  precision: number | null;
  recall: number | null;
  averagePrecision: number | null;
  tags: { name: string; precision: number | null; recall: number | null }[];
}

/** Asks the service for its own figures for a trained iteration. */
export async function readPerformance(
  own: ProjectProgress,
  { service }: Pick<TrainingContext, 'service'>,
): Promise<RemotePerformance> {
  const projectId = projectIdOf(own);
  const { precision, recall, averagePrecision, perTagPerformance } = await service.call(
    `the performance of iteration ${own.iterationId} of project ${projectId}`,
    (client, options) =>
      client.getIterationPerformance(projectId, own.iterationId!, { ...options, threshold: 0.5 }),
  );
  return {
    precision: precision ?? null,
    recall: recall ?? null,
    averagePrecision: averagePrecision ?? null,
    tags: (perTagPerformance ?? []).map((tag) => ({
      name: tag.name ?? '',
      precision: tag.precision ?? null,
      recall: tag.recall ?? null,
    })),
  };
}
