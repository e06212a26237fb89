import { parseUrl } from '../parse-url.js';
import { fetchError } from './fetch-error.js';

/**
 * An http or https URL without credentials, relative to the page that redirected if there is one. Throws
 * photo_url_invalid, with a message that leaves the URL out, as it may be signed.
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
