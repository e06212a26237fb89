import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { deleteImages } from '../server/delete-images.js';
import { updateMetadata } from '../server/image-metadata.js';
import { findProject } from '../server/project.js';
import { ServiceError } from '../server/service-error.js';
import { tagImages, untagImages } from '../server/tag-images.js';
import { minorVersion, type VisionContext } from './context.js';
import { guid, guidList } from './guid-parameter.js';
import { mostImages, mostTags } from './image-batch.js';
import { checkMetadata, metadataLimits } from './image-metadata-limits.js';
import { limitCount } from './limit-count.js';
import { parse } from './parse-request.js';
import { booleanParameter } from './query-parameter.js';

const mostDeleted = 256;
const mostPairs = 128;

const deleteSchema = z.object({
  imageIds: guidList,
  allImages: booleanParameter.default(false),
  allIterations: booleanParameter.default(false),
});
const pairsSchema = z.object({ tags: z.array(z.object({ imageId: guid, tagId: guid })) });
const idsSchema = z.object({ imageIds: guidList, tagIds: guidList });

interface InProject {
  Params: { projectId: string };
}

/** Registers DeleteImages, CreateImageTags, DeleteImageTags and UpdateImageMetadata. */
export function registerChangeImageRoutes(app: FastifyInstance, { pool }: VisionContext): void {
  app.delete<InProject>(
    '/projects/:projectId/images',
    { config: { operation: 'DeleteImages' } },
    async (request, reply) => {
      const { id } = await findProject(pool, request.params.projectId);
      const { imageIds, allImages, allIterations } = parse(
        deleteSchema,
        request.query,
        'BadRequestInvalidIds',
      );
      limitCount('imageIds', imageIds, mostDeleted);
      if (allImages === imageIds.length > 0) {
        throw new ServiceError(400, 'BadRequestInvalidIds', 'Give either imageIds or allImages');
      }
      await deleteImages(pool, id, allImages ? 'all' : imageIds, { iterations: allIterations });
      return reply.code(allImages || allIterations ? 202 : 204).send();
    },
  );

  app.post<InProject>(
    '/projects/:projectId/images/tags',
    { config: { operation: 'CreateImageTags' } },
    async (request) => {
      const { id } = await findProject(pool, request.params.projectId);
      const { tags } = parse(pairsSchema, request.body, 'BadRequestInvalidIds');
      limitCount('tags', tags, mostPairs);
      return tagImages(pool, id, tags);
    },
  );

  app.delete<InProject>(
    '/projects/:projectId/images/tags',
    { config: { operation: 'DeleteImageTags' } },
    async (request, reply) => {
      const { id } = await findProject(pool, request.params.projectId);
      const { imageIds, tagIds } = parse(idsSchema, request.query, 'BadRequestInvalidIds');
      requireSome('imageIds', imageIds, mostImages);
      requireSome('tagIds', tagIds, mostTags);
      await untagImages(pool, id, imageIds, tagIds);
      return reply.code(204).send();
    },
  );

  app.post<InProject>(
    '/projects/:projectId/images/metadata',
    { config: { operation: 'UpdateImageMetadata' } },
    async (request, reply) => {
      const { id } = await findProject(pool, request.params.projectId);
      const { imageIds } = parse(z.object({ imageIds: guidList }), request.query, 'BadRequestInvalidIds');
      requireSome('imageIds', imageIds, mostImages);
      const metadata = parse(z.record(z.string(), z.string()), request.body);
      const minor = minorVersion(request);
      checkMetadata(metadata, minor);
      const updates = await updateMetadata(pool, id, imageIds, metadata, metadataLimits(minor).pairs);
      const isBatchSuccessful = updates.every(({ status }) => status === 'OK');
      const images = updates.map(({ imageId, status, metadata }) => ({
        imageId,
        status,
        ...(metadata && { metadata }),
      }));
      return reply.code(isBatchSuccessful ? 200 : 207).send({ isBatchSuccessful, images });
    },
  );
}

function requireSome(name: string, ids: readonly string[], most: number): void {
  if (ids.length === 0) throw new ServiceError(400, 'BadRequestRequiredParamIsNull', `${name} must be given`);
  limitCount(name, ids, most);
}
