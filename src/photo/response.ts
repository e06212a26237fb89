import type { Dispatcher } from 'undici';
import { retryAfterMs } from '../retry-after.js';
import { fetchError, statusError } from './fetch-error.js';
import { parsePhotoUrl } from './url.js';

type Response = Dispatcher.ResponseData;

/** Where the answer sends us, undefined if nowhere. Throws photo_url_invalid. */
export function redirectTarget(response: Response, from: URL): URL | undefined {
  const location = header(response, 'location');
  const redirects = [301, 302, 303, 307, 308].includes(response.statusCode) && location !== undefined;
  return redirects ? parsePhotoUrl(location, from) : undefined;
}

/** The body of an answer that holds a photo as asked for; undici itself counts that no more than `maxBytes` come. */
export async function readPhoto(response: Response, host: string, maxBytes: number): Promise<Buffer> {
  if (response.statusCode !== 200) {
    throw statusError(response.statusCode, host, retryAfterMs(header(response, 'retry-after')));
  }
  const encoding = header(response, 'content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw fetchError(
      'photo_response_invalid',
      `Photo host ${host} compresses its answers although asked not to.`,
    );
  }
  const announced = Number(header(response, 'content-length') ?? 0);
  if (announced > maxBytes) {
    throw fetchError(
      'photo_too_large',
      `Photo host ${host} announces ${announced} bytes; PHOTO_MAX_BYTES allows ${maxBytes}.`,
    );
  }
  return readBody(response.body, announced || 65_536);
}

/** Into one buffer and not a list of chunks, whose overhead a host could blow up with chunks of one byte. */
async function readBody(body: AsyncIterable<Buffer>, expectedBytes: number): Promise<Buffer> {
  let bytes = Buffer.allocUnsafeSlow(expectedBytes);
  let length = 0;
  for await (const chunk of body) {
    if (length + chunk.length > bytes.length) bytes = Buffer.concat([bytes], 2 * (length + chunk.length));
    length += chunk.copy(bytes, length);
  }
  return bytes.subarray(0, length);
}

function header({ headers }: Response, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
