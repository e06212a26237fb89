import type { FastifyInstance } from 'fastify';
import { findProject } from '../server/project.js';
import { ServiceError } from '../server/service-error.js';
import type { VisionContext } from './context.js';

type Operation = [method: 'GET' | 'POST' | 'DELETE', path: string, operation: string];

const detection: Operation[] = [
  ['POST', '/projects/:projectId/images/regions', 'CreateImageRegions'],
  ['DELETE', '/projects/:projectId/images/regions', 'DeleteImageRegions'],
  ['POST', '/projects/:projectId/images/:imageId/regionproposals', 'GetImageRegionProposals'],
];

const unsupported: Operation[] = [
  ['POST', '/projects/:projectId/tagsandregions/suggestions', 'SuggestTagsAndRegions'],
  ['POST', '/projects/:projectId/images/suggested', 'QuerySuggestedImages'],
  ['POST', '/projects/:projectId/images/suggested/count', 'QuerySuggestedImageCount'],
  ['GET', '/projects/:projectId/export', 'ExportProject'],
  ['GET', '/projects/:projectId/artifacts', 'GetArtifact'],
  ['POST', '/projects/import', 'ImportProject'],
];

/** Registers the operations of the specification that this server does not have. They answer with errors of the service. */
export function registerUnsupportedRoutes(app: FastifyInstance, { pool }: VisionContext): void {
  const refuse = (operations: Operation[], error: (operation: string) => ServiceError) => {
    for (const [method, url, operation] of operations) {
      app.route<{ Params: { projectId?: string } }>({
        method,
        url,
        config: { operation },
        handler: async ({ params: { projectId } }) => {
          if (projectId !== undefined) await findProject(pool, projectId);
          throw error(operation);
        },
      });
    }
  };
  refuse(detection, wrongProjectType);
  refuse(
    unsupported,
    (operation) =>
      new ServiceError(
        400,
        'BadRequestOperationNotSupported',
        `${operation} is not supported by this server.`,
      ),
  );
}

/** The error for operations that only object detection projects have, which this server does not offer. */
export function wrongProjectType(): ServiceError {
  return new ServiceError(400, 'BadRequestInvalid', 'Invalid project type for operation.');
}
