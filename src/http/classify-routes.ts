import { availableParallelism } from 'node:os';
import multipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { classificationSchema, classifyPhoto } from '../classifier/classification.js';
import { HoneyburstError, UsageError } from '../errors.js';
import { preparePhoto } from '../photo/decode.js';
import type { Api } from './api.js';
import type { ServiceContext } from './context.js';
import { ProblemError } from './problem.js';
import { createSlots } from './slots.js';
import { text } from './value.js';

const addressSchema = z.strictObject({ url: text(4000) });

/** What the live model sees in a photo, which is sent or lies at an address. */
export async function registerClassifyRoutes(app: Api, context: ServiceContext): Promise<void> {
  const { classifier, photoLimits } = context;
  const slots = createSlots(context.classifyAtOnce ?? 2 * availableParallelism());
  await app.register(multipart, {
    limits: { fileSize: photoLimits.maxBytes, files: 1, fields: 0 },
    throwFileSizeLimit: true,
  });

  app.post(
    '/v1/classify',
    {
      config: { access: ['ingest'], takesPhoto: true },
      onRequest: slots.onRequest,
      schema: {
        ...{ tags: ['classify'], operationId: 'classifyPhoto', summary: 'Names the finish in a photo' },
        body: addressSchema.nullish(),
        response: { 200: classificationSchema },
      },
    },
    (request) =>
      slots.hold(request, async () => {
        const startedAt = performance.now();
        try {
          const { image, bytes } = await readPhoto(request, context);
          const live = await classifier();
          const photo = await preparePhoto(bytes, live.input, photoLimits);
          return await classifyPhoto(live, image, photo, startedAt);
        } catch (error) {
          throw toClassifyProblem(error);
        }
      }),
  );
}

async function readPhoto(
  request: FastifyRequest<{ Body: z.output<typeof addressSchema> | null | undefined }>,
  { fetchPhoto }: Pick<ServiceContext, 'fetchPhoto'>,
): Promise<{ image: string; bytes: Buffer }> {
  if (request.isMultipart()) {
    const file = await request.file();
    if (file) return { image: file.filename, bytes: await file.toBuffer() };
  }
  const { url } = request.body ?? {};
  if (url !== undefined) return { image: url, bytes: (await fetchPhoto(url)).bytes };
  throw new ProblemError({
    status: 400,
    code: 'no_photo',
    detail: 'Send one photo as multipart/form-data, or {"url": "…"} as application/json.',
  });
}

/** A problem with the photo is the client's to fix, wherever the photo came from. A missing model is not. */
function toClassifyProblem(error: unknown): unknown {
  if (error instanceof UsageError && error.code === 'no_model') {
    return new ProblemError({ status: 503, code: error.code, detail: error.message });
  }
  if (!(error instanceof HoneyburstError) || !/^(fetch|decode)$/.test(error.stage)) return error;
  return new ProblemError({ status: 422, code: error.code, detail: error.message });
}
