import { errors } from 'undici';
import type { FetchErrorCode } from '../error-code.js';
import { HoneyburstError } from '../errors.js';

const retryableCodes: ReadonlySet<FetchErrorCode> = new Set([
  'photo_unreachable',
  'photo_timeout',
  'photo_throttled',
  'photo_fetch_cancelled',
]);

/** An error of stage fetch; `message` may name the host, never the rest of the URL, which may be signed. */
export function fetchError(
  code: FetchErrorCode,
  message: string,
  options: {
    cause?: unknown;
    retryable?: boolean;
    retryAfterMs?: number | undefined;
    postpones?: boolean;
  } = {},
): HoneyburstError {
  return new HoneyburstError(message, {
    code,
    stage: 'fetch',
    retryable: retryableCodes.has(code),
    ...options,
  });
}

/** Any status but 200 and the redirects that are followed. */
export function statusError(status: number, host: string, retryAfterMs: number | undefined): HoneyburstError {
  const message = `Photo host ${host} answered ${status}.`;
  if (status === 404 || status === 410) return fetchError('photo_not_found', message);
  if (status === 429 || status === 503) return fetchError('photo_throttled', message, { retryAfterMs });
  const retryable = status >= 500 || status === 408 || status === 425;
  return fetchError('photo_http_status', message, { retryable, retryAfterMs });
}

/** What undici, TLS, DNS or the socket threw, told apart by its code. */
export function transportError(thrown: unknown, host: string): HoneyburstError {
  if (thrown instanceof HoneyburstError) return thrown;
  const cause = thrown;
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
    return fetchError('photo_too_large', `Photo host ${host} sent more than PHOTO_MAX_BYTES.`, { cause });
  }
  if (/^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/.test(code)) {
    return fetchError('photo_timeout', `Photo host ${host} stopped answering.`, { cause });
  }
  if (thrown instanceof errors.HTTPParserError || code === 'UND_ERR_HEADERS_OVERFLOW') {
    return fetchError('photo_response_invalid', `Photo host ${host} does not speak HTTP properly.`, {
      cause,
    });
  }
  const detail = code && ` (${code})`;
  return fetchError('photo_unreachable', `Photo host ${host} cannot be reached${detail}.`, { cause });
}
