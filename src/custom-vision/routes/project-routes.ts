import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { classificationTypes } from '../server/classification-type.js';
import { defaultDomain } from '../server/domain.js';
import { exportPlatforms } from '../server/export.js';
import {
  createProject,
  deleteProject,
  findProject,
  listProjects,
  type Project,
  updateProject,
} from '../server/project.js';
import { minorVersion, type VisionContext } from './context.js';
import { oneOf } from './one-of.js';
import { parse } from './parse-request.js';
import { listParameter } from './query-parameter.js';

const codes = {
  name: 'BadRequestProjectName',
  description: 'BadRequestProjectDescription',
  domainId: 'BadRequestProjectUnknownDomain',
  classificationType: 'BadRequestProjectUnknownClassification',
  targetExportPlatforms: 'BadRequestProjectUnsupportedExportPlatform',
};

const created = z.object({
  name: z.string().trim().min(1),
  description: z.string().default(''),
  domainId: z.string().default(defaultDomain),
  classificationType: oneOf(classificationTypes).default('Multilabel'),
  targetExportPlatforms: listParameter.pipe(z.array(oneOf(exportPlatforms))),
});

const updated = z.object({
  name: z.string().trim().min(1).nullish(),
  description: z.string().nullish(),
});

const updatedSettings = z.object({
  domainId: z.string().nullish(),
  classificationType: oneOf(classificationTypes).nullish(),
  targetExportPlatforms: z.array(oneOf(exportPlatforms)).nullish(),
});

type Route = { Params: { projectId: string } };

export function registerProjectRoutes(app: FastifyInstance, { pool, limits }: VisionContext): void {
  app.get('/projects', { config: { operation: 'GetProjects' } }, async (request) =>
    (await listProjects(pool)).map((project) => toAnswer(project, minorVersion(request))),
  );

  app.post('/projects', { config: { operation: 'CreateProject' } }, async (request) => {
    const project = await createProject(pool, parse(created, request.query, codes), limits);
    return toAnswer(project, minorVersion(request));
  });

  app.get<Route>('/projects/:projectId', { config: { operation: 'GetProject' } }, async (request) =>
    toAnswer(await findProject(pool, request.params.projectId), minorVersion(request)),
  );

  app.patch<Route>('/projects/:projectId', { config: { operation: 'UpdateProject' } }, async (request) => {
    const own = parse(updated, request.body, codes);
    const settings = parse(updatedSettings, (request.body as { settings?: unknown }).settings, codes);
    const changes = Object.fromEntries(
      Object.entries({ ...own, ...settings }).filter(([, value]) => value !== undefined && value !== null),
    );
    return toAnswer(await updateProject(pool, request.params.projectId, changes), minorVersion(request));
  });

  app.delete<Route>(
    '/projects/:projectId',
    { config: { operation: 'DeleteProject' } },
    async (request, reply) => {
      await deleteProject(pool, request.params.projectId);
      return reply.code(204).send();
    },
  );
}

function toAnswer(project: Project, version: number) {
  return {
    id: project.id,
    name: project.name,
    description: project.description,
    settings: {
      domainId: project.domainId,
      classificationType: project.classificationType,
      targetExportPlatforms: project.targetExportPlatforms,
      ...(version >= 1 && {
        useNegativeSet: true,
        detectionParameters: null,
        imageProcessingSettings: { augmentationMethods },
      }),
    },
    created: project.createdAt,
    lastModified: project.updatedAt,
    thumbnailUri: null,
    drModeEnabled: false,
    ...(version >= 2 && { status: 'Succeeded' }),
  };
}

/** The values that Custom Vision gives for every project. */
const augmentationMethods = {
  rotation: true,
  scaling: true,
  translation: true,
  'horizontal flip': true,
  equalize: true,
  solarize: true,
  padtosquare: true,
};
