import { createHash } from 'node:crypto';
import { Agent } from 'undici';
import type { PhotoLimits } from '../config/photo.js';
import type { HoneyburstError } from '../errors.js';
import type { Log } from '../log.js';
import { backoffMs, retry } from '../retry.js';
import { type ConnectorOptions, createConnector } from './connect.js';
import { createDeadline, type Deadline } from './deadline.js';
import { fetchError, transportError } from './fetch-error.js';
import type { PhotoHosts, Visit, Visitor } from './hosts.js';
import { readPhoto, redirectTarget } from './response.js';
import { parsePhotoUrl } from './url.js';

export interface FetchedPhoto {
  bytes: Buffer;
  sha256: Buffer;
}

export interface PhotoFetcher {
  /** Throws a HoneyburstError of stage fetch, see `FetchErrorCode`. */
  fetch(url: string, options?: FetchOptions): Promise<FetchedPhoto>;
  /** Ends idle connections and running fetches. */
  close(): Promise<void>;
}

export interface FetchOptions {
  signal?: AbortSignal | undefined;
  /** Needed where there are `hosts`. */
  visitor?: Visitor | undefined;
}

export interface PhotoFetcherOptions {
  log: Log;
  /** Shares the worker out among the hosts. Default: each host is asked at once, as often as somebody wants. */
  hosts?: PhotoHosts | undefined;
  /** Resolves names; the system's by default. */
  lookup?: ConnectorOptions['lookup'];
}

const attempts = 3;
const firstBackoffMs = 250;
const connectionsPerOrigin = 32;

const headers = {
  'user-agent': 'Honeyburst',
  // JPEG first, because it is decoded at a reduced size and so costs least.
  accept: 'image/jpeg,image/png;q=0.8,image/webp;q=0.8,image/avif;q=0.7,image/gif;q=0.6,*/*;q=0.1',
  'accept-encoding': 'identity',
};

/**
 * Fetches photos from hosts that nobody vouches for. One photo may take `limits.timeoutMs` in all, redirects, retries
 * and waits included, and a third of that without a byte arriving. The system's proxy is not used.
 */
export function createPhotoFetcher(
  limits: PhotoLimits,
  { log, lookup, hosts }: PhotoFetcherOptions,
): PhotoFetcher {
  const stepTimeoutMs = stepTimeout(limits);
  const agent = new Agent({
    connect: createConnector({ allowHosts: limits.allowHosts, timeoutMs: stepTimeoutMs, lookup }),
    connections: connectionsPerOrigin,
    headersTimeout: stepTimeoutMs,
    bodyTimeout: stepTimeoutMs,
    maxResponseSize: limits.maxBytes,
  });

  /** Redirects are followed here and not by undici, so that each target is checked like the first URL. */
  async function follow(start: URL, visit: Visit | undefined, signal: AbortSignal): Promise<Buffer> {
    const ask = (url: URL) =>
      visit && hosts
        ? hosts.request(url.host, visit, (answered) => request(url, signal, answered))
        : request(url, signal);
    let url = start;
    for (let hops = 0; hops <= limits.maxRedirects; hops++) {
      const answer = await ask(url);
      if (!(answer instanceof URL)) return answer;
      url = answer;
    }
    throw fetchError(
      'photo_too_many_redirects',
      `Photo host ${start.host} redirects more than ${limits.maxRedirects} times.`,
    );
  }

  /** The photo, or the address that it has moved to. */
  async function request(url: URL, signal: AbortSignal, answered = () => {}): Promise<Buffer | URL> {
    try {
      const target = { origin: url.origin, path: url.pathname + url.search };
      const response = await agent.request({ ...target, method: 'GET', headers, signal });
      answered();
      try {
        return redirectTarget(response, url) ?? (await readPhoto(response, url.host, limits.maxBytes));
      } finally {
        // Reads what is left if it is short, so that the connection can be used again.
        await response.body.dump();
      }
    } catch (thrown) {
      throw transportError(thrown, url.host);
    }
  }

  async function withRetries(url: URL, visit: Visit | undefined, signal: AbortSignal, deadline: Deadline) {
    const pauseMs = (thrown: unknown, tried: number) => {
      const { code, retryable, postpones, retryAfterMs = 0 } = transportError(thrown, url.host);
      const waitMs = retryAfterMs + backoffMs(tried, firstBackoffMs);
      // A wait beyond the deadline is left to the queue, which waits without holding a worker.
      const hopeless = !retryable || postpones || tried === attempts || waitMs >= deadline.leftMs();
      if (hopeless || agent.destroyed) return undefined;
      log.debug({ host: url.host, code, tried, waitMs }, 'trying to fetch the photo again');
      return waitMs;
    };
    return retry(() => follow(url, visit, signal), pauseMs, signal).catch((thrown) => {
      const error = transportError(thrown, url.host);
      throw signal.aborted && !error.postpones ? signal.reason : error;
    });
  }

  return {
    async fetch(address, { signal, visitor } = {}) {
      const url = parsePhotoUrl(address);
      const ending = new AbortController();
      const cancel = () =>
        ending.abort(fetchError('photo_fetch_cancelled', `Fetching from ${url.host} was cancelled.`));
      const expire = () =>
        ending.abort(
          fetchError('photo_timeout', `Photo host ${url.host} took longer than ${limits.timeoutMs} ms.`),
        );
      if (signal?.aborted) cancel();
      signal?.addEventListener('abort', cancel, { once: true });
      const deadline = createDeadline(limits.timeoutMs, expire);
      const visit = visitor && {
        visitor,
        signal: ending.signal,
        giveUp: (error: HoneyburstError) => ending.abort(error),
        wait: deadline.pausedFor,
      };
      try {
        const bytes = await withRetries(url, visit, ending.signal, deadline);
        return { bytes, sha256: createHash('sha256').update(bytes).digest() };
      } finally {
        deadline.clear();
        signal?.removeEventListener('abort', cancel);
      }
    },
    close: () => agent.destroy(),
  };
}

/** How long one step of a fetch may take: connecting, the headers, a pause in the body. */
export function stepTimeout({ timeoutMs }: Pick<PhotoLimits, 'timeoutMs'>): number {
  return Math.ceil(timeoutMs / 3);
}
