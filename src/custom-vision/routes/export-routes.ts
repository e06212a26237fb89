import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Export, exportPlatforms, listExports, requestExport } from '../server/export.js';
import { exportPath } from '../server/file-path.js';
import type { VisionContext } from './context.js';
import { oneOf } from './one-of.js';
import { parse } from './parse-request.js';

const asked = z.object({
  platform: oneOf(exportPlatforms),
  flavor: z.string().default(''),
});

type Route = { Params: { projectId: string; iterationId: string } };
const path = '/projects/:projectId/iterations/:iterationId/export';

export function registerExportRoutes(
  app: FastifyInstance,
  { pool, exporter, signer, baseUrl }: VisionContext,
): void {
  const toAnswer = (request: FastifyRequest<Route>, { platform, status, flavor: kept }: Export) => {
    const { projectId, iterationId } = request.params;
    const flavor = kept || null;
    const file = exportPath(projectId, iterationId, platform, flavor);
    return {
      platform,
      status,
      downloadUri: status === 'Done' ? signer.sign(file, baseUrl(request)) : null,
      flavor,
      newerVersionAvailable: false,
    };
  };

  app.post<Route>(path, { config: { operation: 'ExportIteration' } }, async (request) => {
    const { projectId, iterationId } = request.params;
    const wanted = parse(asked, request.query, 'BadRequestExportValidationFailed');
    const requested = await requestExport(pool, projectId, iterationId, wanted);
    exporter.wake();
    return toAnswer(request, requested);
  });

  app.get<Route>(path, { config: { operation: 'GetExports' } }, async (request) => {
    const { projectId, iterationId } = request.params;
    return (await listExports(pool, projectId, iterationId)).map((made) => toAnswer(request, made));
  });
}
