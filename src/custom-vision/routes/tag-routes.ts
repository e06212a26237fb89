import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { findIteration } from '../server/iteration.js';
import { createTag, deleteTag, listTags, type Tag, tagTypes, unknownTag, updateTag } from '../server/tag.js';
import type { VisionContext } from './context.js';
import { oneOf } from './one-of.js';
import { parse } from './parse-request.js';

const codes = {
  name: 'BadRequestTagName',
  description: 'BadRequestTagDescription',
  type: 'BadRequestTagType',
};

const created = z.object({
  name: z.string().trim().min(1),
  description: z.string().nullable().default(null),
  type: oneOf(tagTypes).default('Regular'),
});

const updated = z.object({
  name: z.string().trim().min(1).optional(),
  description: z.string().nullable().optional(),
  type: oneOf(tagTypes).optional(),
});

const ofIteration = z.object({ iterationId: z.string().optional() });

type ProjectRoute = { Params: { projectId: string } };
type TagRoute = { Params: { projectId: string; tagId: string } };

export function registerTagRoutes(app: FastifyInstance, { pool, limits }: VisionContext): void {
  /** The present tags of the project, or the tags that the named iteration was trained on. */
  const tagsOf = async (projectId: string, query: unknown): Promise<Tag[]> => {
    const { iterationId } = parse(ofIteration, query);
    if (!iterationId) return listTags(pool, projectId);
    return (await findIteration(pool, projectId, iterationId)).tags;
  };

  app.get<ProjectRoute>('/projects/:projectId/tags', { config: { operation: 'GetTags' } }, async (request) =>
    tagsOf(request.params.projectId, request.query),
  );

  app.post<ProjectRoute>(
    '/projects/:projectId/tags',
    { config: { operation: 'CreateTag' } },
    async ({ params, query }) => createTag(pool, params.projectId, parse(created, query, codes), limits),
  );

  app.get<TagRoute>(
    '/projects/:projectId/tags/:tagId',
    { config: { operation: 'GetTag' } },
    async ({ params, query }) => {
      const tags = await tagsOf(params.projectId, query);
      return tags.find(({ id }) => id === params.tagId.toLowerCase()) ?? unknownTag();
    },
  );

  app.patch<TagRoute>(
    '/projects/:projectId/tags/:tagId',
    { config: { operation: 'UpdateTag' } },
    async ({ params, body }) => updateTag(pool, params.projectId, params.tagId, parse(updated, body, codes)),
  );

  app.delete<TagRoute>(
    '/projects/:projectId/tags/:tagId',
    { config: { operation: 'DeleteTag' } },
    async ({ params }, reply) => {
      await deleteTag(pool, params.projectId, params.tagId);
      return reply.code(204).send();
    },
  );
}
