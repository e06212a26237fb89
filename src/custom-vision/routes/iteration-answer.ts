import { findDomain } from '../server/domain.js';
import { ownPlatforms } from '../server/export.js';
import type { Iteration } from '../server/iteration.js';

/** An iteration as the service shows it in that minor version of the API. */
export function iterationAnswer(iteration: Iteration, version: number) {
  const { trainedAt, trainingSeconds } = iteration;
  const completed = iteration.status === 'Completed';
  const exportable = completed && findDomain(iteration.domainId).exportable;
  return {
    id: iteration.id,
    name: iteration.name,
    status: iteration.status,
    created: iteration.createdAt,
    lastModified: iteration.updatedAt,
    // Absent, not null, until the iteration is trained.
    ...(trainedAt && { trainedAt }),
    projectId: iteration.projectId,
    exportable,
    // For a trained iteration the preview says null, even if exportable is true.
    exportableTo: completed && version >= 4 ? null : exportable ? ownPlatforms : [],
    domainId: iteration.domainId as string | null,
    classificationType: iteration.classificationType as string | null,
    trainingType: iteration.trainingType,
    reservedBudgetInHours: iteration.reservedBudgetInHours,
    ...(version >= 1 && { trainingTimeInMinutes: Math.ceil((trainingSeconds ?? 0) / 60) }),
    publishName: iteration.publishName,
    originalPublishResourceId: iteration.publishResourceId,
    ...(version >= 4 && { customBaseModelInfo: null, trainingErrorDetails: iteration.error }),
  };
}

/** The answer to the call that starts training, which holds less than later answers. */
export function startedAnswer(iteration: Iteration, version: number) {
  return {
    ...iterationAnswer(iteration, version),
    exportableTo: null,
    domainId: null,
    classificationType: null,
  };
}
