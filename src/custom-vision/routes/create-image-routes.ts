import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { HoneyburstError } from '../../errors.js';
import { type AddedImage, addImages, type NewImage } from '../server/add-images.js';
import { findProject } from '../server/project.js';
import { loadPredictionPhoto } from '../server/stored-prediction.js';
import { minorVersion, type VisionContext } from './context.js';
import { guidList } from './guid-parameter.js';
import { addressesFor, sendBatch } from './image-answer.js';
import { fileEntry, limitBatch, parseBatch, predictionEntry, urlEntry } from './image-batch.js';
import { parse } from './parse-request.js';
import { batchBytes, batchTooLarge, readUpload } from './photo-upload.js';

/** How many photos are fetched in parallel and then added, so that no more are held in memory at a time. */
const groupSize = 8;

interface InProject {
  Params: { projectId: string };
}

/** Registers CreateImagesFromData, CreateImagesFromFiles, CreateImagesFromUrls and CreateImagesFromPredictions. */
export function registerCreateImageRoutes(app: FastifyInstance, context: VisionContext): void {
  const { pool } = context;

  type Prepare = (request: FastifyRequest, projectId: string) => Promise<AddedImage[]>;
  const register = (path: string, operation: string, create: Prepare) =>
    app.post<InProject>(
      path,
      {
        config: { operation },
        bodyLimit: batchBytes,
        errorHandler(error) {
          throw (error as { code?: string }).code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? batchTooLarge() : error;
        },
      },
      async (request, reply) => {
        const { id } = await findProject(pool, request.params.projectId);
        return sendBatch(request, reply, id, await create(request, id), addressesFor(context, request));
      },
    );

  async function addInGroups<Entry>(
    projectId: string,
    { images, metadata }: { images: Entry[]; metadata: Record<string, string> },
    load: (entry: Entry) => Promise<NewImage>,
  ): Promise<AddedImage[]> {
    const added: AddedImage[] = [];
    for (let start = 0; start < images.length; start += groupSize) {
      const group = await Promise.all(images.slice(start, start + groupSize).map(load));
      added.push(...(await addImages(context, projectId, group, metadata)));
    }
    return added;
  }

  register('/projects/:projectId/images', 'CreateImagesFromData', async (request, projectId) => {
    const { tagIds } = parse(z.object({ tagIds: guidList }), request.query, 'BadRequestInvalidIds');
    const images = (await readUpload(request)).map((image) => ({ ...image, tagIds }));
    limitBatch(images);
    return addImages(context, projectId, images);
  });

  register('/projects/:projectId/images/files', 'CreateImagesFromFiles', (request, projectId) => {
    const { images, metadata } = parseBatch(fileEntry, request.body, minorVersion(request));
    const files = images.map(({ name, contents, tagIds }) => ({
      source: name ?? '',
      photo: Buffer.from(contents ?? '', 'base64'),
      tagIds,
    }));
    return addImages(context, projectId, files, metadata);
  });

  register('/projects/:projectId/images/urls', 'CreateImagesFromUrls', (request, projectId) =>
    addInGroups(
      projectId,
      parseBatch(urlEntry, request.body, minorVersion(request)),
      async ({ url, tagIds }) => ({
        source: url,
        photo: await context.fetchPhoto(url).then(bytesOf, whyNot),
        tagIds,
      }),
    ),
  );

  register('/projects/:projectId/images/predictions', 'CreateImagesFromPredictions', (request, projectId) =>
    addInGroups(
      projectId,
      parseBatch(predictionEntry, request.body, minorVersion(request)),
      async ({ id, tagIds }) => {
        const photo = await loadPredictionPhoto(pool, projectId, id);
        return { source: id, photo: photo ?? 'ErrorSource', tagIds };
      },
    ),
  );
}

function bytesOf({ bytes }: { bytes: Buffer }): Buffer {
  return bytes;
}

function whyNot(thrown: unknown): 'ErrorImageSize' | 'ErrorSource' {
  if (!(thrown instanceof HoneyburstError)) throw thrown;
  return thrown.code === 'photo_too_large' ? 'ErrorImageSize' : 'ErrorSource';
}
