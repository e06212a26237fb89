import { parseUrl } from '../parse-url.js';
import { fetchError } from './fetch-error.js';

/**
 * An http or https URL without credentials; it may be relative to the URL that redirected. Throws photo_url_invalid. The
 * message does not contain the URL, which may be signed.
 */
export function parsePhotoUrl(text: string, redirectedFrom?: URL): URL {
  const where = redirectedFrom ? `Photo host ${redirectedFrom.host} redirects to` : 'The photo has';
  const url = parseUrl(text, redirectedFrom?.href);
  if (!url) throw fetchError('photo_url_invalid', `${where} a URL that cannot be parsed.`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    const scheme = url.protocol.slice(0, 20);
    throw fetchError(
      'photo_url_invalid',
      `${where} a URL of scheme ${scheme} (only http: and https: are fetched).`,
    );
  }
  if (url.username || url.password) {
    throw fetchError(
      'photo_url_invalid',
      `${where} a URL on ${url.host} with a user name or password in it.`,
    );
  }
  return url;
}
