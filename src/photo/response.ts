import type { Dispatcher } from 'undici';
import { retryAfterMs } from '../retry-after.js';
import { undoContentEncoding } from './content-encoding.js';
import { fetchError, statusError } from './fetch-error.js';
import { readBody } from './read-body.js';
import { parsePhotoUrl } from './url.js';

type Response = Dispatcher.ResponseData;

/** The URL that the answer redirects to, or undefined if it does not redirect. Throws photo_url_invalid. */
export function redirectTarget(response: Response, from: URL): URL | undefined {
  const location = header(response, 'location');
  const redirects = [301, 302, 303, 307, 308].includes(response.statusCode) && location !== undefined;
  return redirects ? parsePhotoUrl(escapeBytes(location), from) : undefined;
}

/** undici gives each byte of a header as one character. Bytes beyond ASCII are escaped one by one, as curl does. */
function escapeBytes(text: string): string {
  return text.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The photo that an answer holds, without the compression of its transport. undici itself stops it at `maxBytes`. */
export async function readPhoto(response: Response, host: string, maxBytes: number): Promise<Buffer> {
  if (response.statusCode !== 200) {
    throw statusError(response.statusCode, host, retryAfterMs(header(response, 'retry-after')));
  }
  const announced = Number(header(response, 'content-length') ?? 0);
  if (announced > maxBytes) {
    throw fetchError(
      'photo_too_large',
      `Photo host ${host} announces ${announced} bytes; PHOTO_MAX_BYTES allows ${maxBytes}.`,
    );
  }
  const received = await readBody(response.body, { expectedBytes: announced, maxBytes });
  return undoContentEncoding(received, header(response, 'content-encoding') ?? '', { host, maxBytes });
}

/** Of several headers of the name: the first, or the list that they make up together. */
function header({ headers }: Response, name: string): string | undefined {
  const value = headers[name];
  if (!Array.isArray(value)) return value;
  return name === 'content-encoding' ? value.join() : value[0];
}
