import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { countImages, type ImageFilter, listImages } from '../server/image.js';
import { findProject } from '../server/project.js';
import { ServiceError } from '../server/service-error.js';
import { minorVersion, type VisionContext } from './context.js';
import { guid, guidList } from './guid-parameter.js';
import { addressesFor, imageAnswer } from './image-answer.js';
import { mostTags } from './image-batch.js';
import { mostTaken, parsePage } from './image-page.js';
import { limitCount } from './limit-count.js';
import { oneOf } from './one-of.js';
import { parse } from './parse-request.js';

const filterSchema = z.object({
  iterationId: guid.optional(),
  tagIds: guidList,
  taggingStatus: oneOf(['All', 'Tagged', 'Untagged']).default('All'),
  $filter: z.string().optional(),
});

const idsSchema = filterSchema.pick({ iterationId: true }).extend({ imageIds: guidList });

interface InProject {
  Params: { projectId: string };
}

/** Registers GetImages, GetTaggedImages and GetUntaggedImages, each with its count, and GetImagesByIds. */
export function registerListImageRoutes(app: FastifyInstance, context: VisionContext): void {
  const { pool } = context;

  async function answer(request: FastifyRequest<InProject>, filter: ImageFilter, page: unknown) {
    const { id } = await findProject(pool, request.params.projectId);
    const images = await listImages(pool, id, filter, parsePage(page));
    const addresses = addressesFor(context, request);
    return images.map((image) => imageAnswer(image, id, addresses, minorVersion(request)));
  }

  const register = (path: string, name: string, tagging?: 'Tagged' | 'Untagged') => {
    app.get<InProject>(
      `/projects/:projectId/images${path}`,
      { config: { operation: `Get${name}s` } },
      (request) => answer(request, parseFilter(request.query, tagging), request.query),
    );
    app.get<InProject>(
      `/projects/:projectId/images${path}/count`,
      { config: { operation: `Get${name}Count` } },
      async (request) => {
        const { id } = await findProject(pool, request.params.projectId);
        return countImages(pool, id, parseFilter(request.query, tagging));
      },
    );
  };
  register('', 'Image');
  register('/tagged', 'TaggedImage', 'Tagged');
  register('/untagged', 'UntaggedImage', 'Untagged');

  app.get<InProject>(
    '/projects/:projectId/images/id',
    { config: { operation: 'GetImagesByIds' } },
    (request) => {
      const { imageIds, iterationId } = parse(idsSchema, request.query, 'BadRequestInvalidIds');
      limitCount('imageIds', imageIds, mostTaken);
      return answer(request, { ids: imageIds, iterationId }, { take: mostTaken });
    },
  );
}

function parseFilter(query: unknown, tagging?: 'Tagged' | 'Untagged'): ImageFilter {
  const { iterationId, tagIds, taggingStatus, $filter } = parse(filterSchema, query);
  if ($filter) throw new ServiceError(400, 'BadRequestNotSupported', '$filter is not supported');
  limitCount('tagIds', tagIds, mostTags);
  return { iterationId, tagIds: tagging === 'Untagged' ? [] : tagIds, tagging: tagging ?? taggingStatus };
}
