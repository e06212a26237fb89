import { createHash } from 'node:crypto';
import { z } from 'zod';
import { HoneyburstError } from '../errors.js';
import { thumbnailJpeg } from '../photo/thumbnail.js';
import { type Api, reviewers } from './api.js';
import type { ServiceContext } from './context.js';
import { notFound, ProblemError } from './problem.js';
import { id } from './value.js';

const jpeg = z.custom<Buffer>().meta({ type: 'string', contentMediaType: 'image/jpeg' });
const sizes = ['160', '480', '1600'] as const;

/** The photos of a suggestion's listing. They are fetched, checked and scaled down here, so that the page needs no other host. */
export function registerPhotoRoutes(app: Api, { pool, fetchPhoto, photoLimits }: ServiceContext): void {
  const findAddress = async (suggestionId: number, position: number): Promise<string | undefined> => {
    const { rows } = await pool.query<{ url: string }>(
      `SELECT p.url FROM honeyburst.suggestion s
         JOIN honeyburst.listing_photo p USING (listing_id) WHERE s.id = $1 AND p.position = $2`,
      [suggestionId, position],
    );
    return rows[0]?.url;
  };

  app.get(
    '/v1/suggestions/:id/photos/:position',
    {
      config: { access: reviewers },
      schema: {
        ...{ tags: ['suggestions'], operationId: 'readPhoto', summary: 'A photo of the listing as JPEG' },
        params: z.object({ id, position: z.coerce.number().int().min(0).max(32_767) }),
        querystring: z.strictObject({
          size: z.enum(sizes).default('480').describe('Of the longest side, in pixels'),
        }),
        response: {
          304: z.undefined().describe('The browser has this photo'),
          200: {
            description: 'The photo',
            content: { 'image/jpeg': { schema: jpeg } },
          },
        },
      },
    },
    async (request, reply) => {
      const { params, query } = request;
      const url = await findAddress(params.id, params.position);
      if (url === undefined) throw notFound(`photo ${params.position} of suggestion ${params.id}`);
      // The ETag is made from the address, so that a photo in the browser's cache is not fetched again.
      const etag = `"${createHash('sha256').update(`${query.size} ${url}`).digest('base64url')}"`;
      reply.headers({ ETag: etag, 'Cache-Control': 'private, max-age=3600' });
      if (request.headers['if-none-match'] === etag) return reply.code(304).send();
      try {
        const { bytes } = await fetchPhoto(url);
        const photo = await thumbnailJpeg(bytes, photoLimits, Number(query.size));
        return reply.type('image/jpeg').send(photo);
      } catch (error) {
        reply.removeHeader('ETag').header('Cache-Control', 'no-store');
        throw toPhotoProblem(error);
      }
    },
  );
}

/** A photo that cannot be fetched is missing (404), unless a later try may succeed: then its host has failed (502). */
function toPhotoProblem(error: unknown): unknown {
  if (!(error instanceof HoneyburstError)) return error;
  const { code, message: detail, retryable } = error;
  return new ProblemError({ status: retryable ? 502 : 404, code, detail });
}
