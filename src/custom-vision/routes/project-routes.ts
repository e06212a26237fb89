import type { FastifyInstance, FastifyRequest } from 'fastify';
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
import { projectThumbnails } from '../server/project-thumbnail.js';
import { minorVersion, type VisionContext } from './context.js';
import { addressesFor, photoAddresses } from './image-answer.js';
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

const settings = z.object({
  domainId: z.string().nullish(),
  classificationType: oneOf(classificationTypes).nullish(),
  targetExportPlatforms: z.array(oneOf(exportPlatforms)).nullish(),
});

const updated = z.object({
  name: z.string().trim().min(1).nullish(),
  description: z.string().nullish(),
  settings: settings.nullish(),
});

type Route = { Params: { projectId: string } };

export function registerProjectRoutes(app: FastifyInstance, context: VisionContext): void {
  const { pool, limits } = context;

  async function answer(request: FastifyRequest, projects: readonly Project[]) {
    const ids = projects.map(({ id }) => id);
    const photos = await projectThumbnails(pool, ids);
    const addresses = addressesFor(context, request);
    return projects.map((project) => {
      const photo = photos.get(project.id);
      const thumbnailUri = photo ? photoAddresses('i', project.id, photo, addresses).thumbnailUri : null;
      return toAnswer(project, thumbnailUri, minorVersion(request));
    });
  }
  const answerOne = async (request: FastifyRequest, project: Project) =>
    (await answer(request, [project]))[0];

  app.get('/projects', { config: { operation: 'GetProjects' } }, async (request) =>
    answer(request, await listProjects(pool)),
  );

  app.post('/projects', { config: { operation: 'CreateProject' } }, async (request) => {
    const project = await createProject(pool, parse(created, request.query, codes), limits);
    return answerOne(request, project);
  });

  app.get<Route>('/projects/:projectId', { config: { operation: 'GetProject' } }, async (request) =>
    answerOne(request, await findProject(pool, request.params.projectId)),
  );

  app.patch<Route>('/projects/:projectId', { config: { operation: 'UpdateProject' } }, async (request) => {
    const { settings, ...own } = parse(updated, request.body, codes);
    const changes = Object.fromEntries(
      Object.entries({ ...own, ...settings }).filter(([, value]) => value !== undefined && value !== null),
    );
    return answerOne(request, await updateProject(pool, request.params.projectId, changes));
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

function toAnswer(project: Project, thumbnailUri: string | null, version: number) {
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
    thumbnailUri,
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
