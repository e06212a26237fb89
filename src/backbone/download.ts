import { createWriteStream } from 'node:fs';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { HoneyburstError } from '../errors.js';
import type { Progress } from '../progress.js';
import { retry } from '../retry.js';
import { diskError } from '../write-file.js';

const attempts = 3;

/**
 * Downloads `url` to `file` unless it is there. `file.part` keeps what has arrived; a later attempt, in this run or
 * another, asks only for the rest if the server still has the same file (RFC 9110, If-Range). Throws a HoneyburstError
 * of stage fetch. The caller must verify the content.
 */
export async function download(url: URL, file: string, progress: Progress): Promise<void> {
  if (await stat(file).catch(() => undefined)) return;
  const finish = async () => {
    await transfer(url, file, progress);
    await rename(`${file}.part`, file);
    await rm(`${file}.validator`, { force: true });
  };
  await retry(finish, (error, tried) =>
    error instanceof HoneyburstError && error.retryable && tried < attempts ? 0 : undefined,
  ).catch((error) => {
    throw diskError(error, dirname(file));
  });
}

async function transfer(url: URL, file: string, progress: Progress): Promise<void> {
  const part = `${file}.part`;
  const known = await readFile(`${file}.validator`, 'utf8').catch(() => undefined);
  const present = known
    ? await stat(part).then(
        ({ size }) => size,
        () => 0,
      )
    : 0;
  const response = await fetch(url, {
    headers: {
      'accept-encoding': 'identity',
      ...(known && present > 0 ? { range: `bytes=${present}-`, 'if-range': known } : {}),
    },
  }).catch((cause) => {
    throw failure(url, `cannot be reached (${reasonOf(cause)})`, true, cause);
  });
  const resumed =
    response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${present}-`);
  if (response.status === 416 || (response.status === 206 && !resumed)) {
    await rm(part, { force: true });
    throw failure(url, 'does not continue where the last download stopped', true);
  }
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw failure(url, `is answered with HTTP status ${response.status}`, response.status >= 500);
  }
  const validator = strongValidator(response.headers);
  if (validator) await writeFile(`${file}.validator`, validator);
  else await rm(`${file}.validator`, { force: true });

  const start = resumed ? present : 0;
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const kilobytes = (bytes: number) => Math.round(bytes / 1000);
  progress.start(`downloading ${url.host}${url.pathname} (kB)`, kilobytes(start + length) || undefined);
  progress.advance(kilobytes(start));
  let done = start;
  try {
    await pipeline(
      Readable.fromWeb(response.body as ReadableStream<Uint8Array>),
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          progress.advance(kilobytes(done + chunk.length) - kilobytes(done));
          done += chunk.length;
          yield chunk;
        }
      },
      createWriteStream(part, { flags: resumed ? 'a' : 'w' }),
    );
  } catch (cause) {
    progress.finish(`broke off after ${kilobytes(done)} kB`);
    const full = diskError(cause, dirname(part));
    if (full !== cause) throw full;
    throw failure(
      url,
      `broke off after ${done} bytes (${reasonOf(cause)}); the next run continues there`,
      true,
      cause,
    );
  }
  progress.finish(`${kilobytes(done)} kB${resumed ? `, of which ${kilobytes(present)} were there` : ''}`);
}

/** Identifies the server's file byte by byte, which a weak entity tag does not. */
function strongValidator(headers: Headers): string | undefined {
  const tag = headers.get('etag');
  return (tag?.startsWith('"') ? tag : undefined) ?? headers.get('last-modified') ?? undefined;
}

function failure(url: URL, problem: string, retryable: boolean, cause?: unknown): HoneyburstError {
  // Without the query, which may hold a signature.
  return new HoneyburstError(`The backbone at ${url.origin}${url.pathname} ${problem}.`, {
    code: 'backbone_download_failed',
    stage: 'fetch',
    retryable,
    cause,
  });
}

/** fetch() says "fetch failed" and keeps the reason in the cause. */
function reasonOf(error: unknown): string {
  const inner = error instanceof Error ? (error.cause ?? error) : error;
  return inner instanceof Error
    ? inner.message || ('code' in inner && String(inner.code)) || inner.name
    : String(inner);
}
