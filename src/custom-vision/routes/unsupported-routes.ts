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

/** What the specification has and this server has not, answered in the service's own words. */
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

/** Of what only object detection projects have: there are none here. */
export function wrongProjectType(): ServiceError {
  return new ServiceError(400, 'BadRequestInvalid', 'Invalid project type for operation.');
}
