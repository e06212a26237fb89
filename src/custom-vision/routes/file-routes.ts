import type { FastifyInstance, FastifyReply } from 'fastify';
import { photoFormat } from '../../photo/format.js';
import { thumbnailJpeg } from '../../photo/thumbnail.js';
import { filesPath } from '../server/file-path.js';
import { findFile } from '../server/stored-file.js';
import type { VisionContext } from './context.js';

const thumbnailSide = 256;

interface File {
  Params: { container: string; name: string };
  Querystring: Record<string, unknown>;
}

/** Serves the files whose addresses answers hold. As in Azure Storage, the address is signed and no key is needed. */
export function registerPhotoFiles(
  app: FastifyInstance,
  { pool, signer, photoLimits }: Pick<VisionContext, 'pool' | 'signer' | 'photoLimits'>,
): void {
  app.get<File>(`${filesPath}/:container/:name`, async (request, reply) => {
    const { container, name } = request.params;
    const verdict = signer.verify(`${filesPath}/${container}/${name}`, request.query);
    if (verdict !== 'valid') return refuse(reply, verdict);
    const file = await findFile(pool, container, name);
    if (file === undefined)
      return storageError(reply, 404, 'BlobNotFound', 'The specified blob does not exist.');
    reply.headers({ 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'private, max-age=86400' });
    if (file.kind === 'zip') return reply.type('application/zip').send(file.bytes);
    if (file.kind === 'photo') return reply.type(`image/${photoFormat(file.bytes)}`).send(file.bytes);
    return reply.type('image/jpeg').send(await thumbnailJpeg(file.bytes, photoLimits, thumbnailSide));
  });
}

function refuse(reply: FastifyReply, verdict: 'expired' | 'forged'): FastifyReply {
  const detail =
    verdict === 'expired' ? 'Signature not valid in the specified time frame' : 'Signature did not match';
  return storageError(
    reply,
    403,
    'AuthenticationFailed',
    'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.',
    `<AuthenticationErrorDetail>${detail}</AuthenticationErrorDetail>`,
  );
}

/** Answers with an error in the form of Azure Storage. */
function storageError(
  reply: FastifyReply,
  status: number,
  code: string,
  message: string,
  detail = '',
): FastifyReply {
  return reply
    .code(status)
    .header('x-ms-error-code', code)
    .type('application/xml')
    .send(
      `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message>${detail}</Error>`,
    );
}
