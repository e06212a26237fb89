import { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { fetchError } from './fetch-error.js';
import { photoFormat } from './format.js';
import { readBody } from './read-body.js';

/** As many as curl unpacks. */
const mostLayers = 5;
const unreadable = new Set(['zstd', 'compress', 'x-compress', 'dcb', 'dcz']);

/**
 * Undoes the compression that Content-Encoding names although none was asked for, within `maxBytes` in each layer. Names of
 * anything else, such as `none`, `UTF-8` or `aws-chunked`, mean nothing, and neither does any name once the bytes are a
 * photo. Throws photo_response_invalid and photo_too_large.
 */
export async function undoContentEncoding(
  received: Buffer,
  contentEncoding: string,
  { host, maxBytes }: { host: string; maxBytes: number },
): Promise<Buffer> {
  let bytes = received;
  const names = contentEncoding
    .toLowerCase()
    .split(',')
    .map((name) => name.replace(/;.*/, '').trim());
  for (const [layer, name] of names.filter(isCompression).reverse().entries()) {
    if (photoFormat(bytes)) break;
    if (layer >= mostLayers || unreadable.has(name)) {
      throw fetchError(
        'photo_response_invalid',
        `Photo host ${host} compresses its answers in a way that is not read: ${contentEncoding.slice(0, 60)}.`,
      );
    }
    const unpacked = Readable.from([bytes], { objectMode: false }).pipe(createDecoder(name, bytes));
    bytes = await readBody(unpacked, { expectedBytes: 2 * bytes.length, maxBytes }).catch((cause) => {
      throw fetchError(
        'photo_response_invalid',
        `Photo host ${host} sends what it calls ${name}, but it cannot be unpacked.`,
        { cause },
      );
    });
    if (bytes.length > maxBytes) {
      throw fetchError(
        'photo_too_large',
        `Photo host ${host} sent a photo that unpacks to more than PHOTO_MAX_BYTES.`,
      );
    }
  }
  return bytes;
}

function isCompression(name: string): boolean {
  return ['gzip', 'x-gzip', 'deflate', 'br'].includes(name) || unreadable.has(name);
}

function createDecoder(name: string, bytes: Buffer) {
  if (name === 'br') return createBrotliDecompress();
  if (name === 'deflate' && !isGzip(bytes)) return isZlib(bytes) ? createInflate() : createInflateRaw();
  return createGunzip();
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Many servers send deflate without the header of RFC 1950 that it should have. */
function isZlib(bytes: Buffer): boolean {
  return bytes.length > 1 && (bytes[0]! & 15) === 8 && bytes.readUInt16BE(0) % 31 === 0;
}
