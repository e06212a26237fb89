import type { Dispatcher } from 'undici';
import { retryAfterMs } from '../retry-after.js';
import { fetchError, statusError } from './fetch-error.js';
import { parsePhotoUrl } from './url.js';

type Response = Dispatcher.ResponseData;

/** The URL that the answer redirects to, or undefined if it does not redirect. Throws photo_url_invalid. */
export function redirectTarget(response: Response, from: URL): URL | undefined {
  const location = header(response, 'location');
  const redirects = [301, 302, 303, 307, 308].includes(response.statusCode) && location !== undefined;
  return redirects ? parsePhotoUrl(location, from) : undefined;
}

/** The body of an answer that holds the photo. undici itself stops it at `maxBytes`. */
export async function readPhoto(response: Response, host: string, maxBytes: number): Promise<Buffer> {
  if (response.statusCode !== 200) {
    throw statusError(response.statusCode, host, retryAfterMs(header(response, 'retry-after')));
  }
  const encoding = header(response, 'content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw fetchError(
      'photo_response_invalid',
      `Photo host ${host} compresses its answers although the request forbids it.`,
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

/** One buffer instead of a list of chunks, because a host could inflate the list's overhead with chunks of one byte. */
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
