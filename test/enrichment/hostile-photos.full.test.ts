import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { hasOpenRows } from '../../src/enrichment/worker.js';
import { listSuggestions } from '../../src/suggestion/store.js';
import type { Handler } from '../support/http-server.js';
import { type Colour, insertListing, photo, readLedger } from './catalogue.js';
import { createPipeline } from './pipeline.js';

const attempts = 3;
const secret = 'X-Signature-0f9a';

interface Hostile {
  stage: 'fetch' | 'decode';
  code: string;
  message: RegExp;
  retryable?: boolean;
  /** What the host does; absent where the address never leads to it. */
  answer?: Handler | Buffer | string;
  url?: string;
}

const plain = (side: number) =>
  sharp({ create: { width: side, height: side, channels: 3, background: '#dc3c32' } });

async function truncatedJpeg(): Promise<Buffer> {
  const whole = await plain(1000).jpeg().toBuffer();
  return whole.subarray(0, whole.length / 2);
}

/** A PNG whose header claims 100,000 x 100,000 pixels. */
async function hugePng(): Promise<Buffer> {
  const png = await plain(10).png().toBuffer();
  png.writeUInt32BE(100_000, 16);
  png.writeUInt32BE(100_000, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

async function drip(response: ServerResponse, chunk: string, everyMs: number): Promise<void> {
  while (!response.destroyed) {
    response.write(chunk);
    await sleep(everyMs);
  }
}

const page = '<!DOCTYPE html><html><body>Sorry, something went wrong</body></html>';

const hostile: Record<string, Hostile> = {
  'breaks off': {
    stage: 'decode',
    code: 'photo_truncated',
    message: /incomplete or damaged/,
    answer: await truncatedJpeg(),
  },
  'claims 100,000 x 100,000 pixels': {
    stage: 'decode',
    code: 'photo_too_many_pixels',
    message: /100000 x 100000 pixels .*PHOTO_MAX_PIXELS/,
    answer: await hugePng(),
  },
  'is text': {
    stage: 'decode',
    code: 'photo_not_an_image',
    message: /not a photo/,
    answer: (_, response) =>
      void response.writeHead(200, { 'content-type': 'image/jpeg' }).end('I am a photo, honestly'),
  },
  'is an error page with status 200': {
    stage: 'decode',
    code: 'photo_not_an_image',
    message: /not a photo/,
    answer: (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(page),
  },
  'is not there': {
    stage: 'fetch',
    code: 'photo_not_found',
    message: /answered 404/,
  },
  'has no end': {
    stage: 'fetch',
    code: 'photo_too_large',
    message: /PHOTO_MAX_BYTES/,
    answer: (_, response) => drip(response, 'x'.repeat(50_000), 1),
  },
  'comes byte by byte': {
    stage: 'fetch',
    code: 'photo_timeout',
    message: /took longer than|stopped answering/,
    retryable: true,
    answer: (_, response) => drip(response, 'x', 20),
  },
  'is at a host that always fails': {
    stage: 'fetch',
    code: 'photo_http_status',
    message: /answered 500/,
    retryable: true,
    answer: (_, response) => void response.writeHead(500).end(page),
  },
  'redirects to the metadata service': {
    stage: 'fetch',
    code: 'photo_address_refused',
    message: /169\.254\.169\.254 has an address that is not public/,
    answer: (_, response) =>
      void response.writeHead(302, { location: `http://169.254.169.254/?${secret}` }).end(),
  },
  'is a file of the worker': {
    stage: 'fetch',
    code: 'photo_url_invalid',
    message: /scheme file:/,
    url: `file:///etc/passwd?${secret}`,
  },
};

const colours: Colour[] = ['fiesta-red', 'candy-apple-red', 'lake-placid-blue', 'black'];

it('hostile photos fail their listings for good, each with its code, and the others are done', async () => {
  const cases = Object.values(hostile);
  const routes: Record<string, Handler | Buffer | string> = {};
  for (const [index, { answer }] of cases.entries()) if (answer) routes[`/hostile-${index}.jpg`] = answer;
  for (const colour of colours) routes[`/${colour}.jpg`] = await photo(colour);
  const pipeline = await createPipeline(
    { redisUrl: undefined },
    { photos: routes, attempts, concurrency: 6, limits: { maxBytes: 200_000, timeoutMs: 4000 } },
  );
  const { pool, server } = pipeline;
  const insert = (url: string) => insertListing(pool, { photos: [url] });
  const bad: number[] = [];
  const good = new Map<number, Colour>();
  for (const [index, { url }] of cases.entries()) {
    bad.push(await insert(url ?? `${server.url}/hostile-${index}.jpg?${secret}`));
    const colour = colours[index % colours.length]!;
    good.set(await insert(`${server.url}/${colour}.jpg?${index}`), colour);
  }
  expect((await pipeline.backfill()).added).toBe(bad.length + good.size);

  expect(await pipeline.drain()).toMatchObject({
    suggested: good.size,
    failed: bad.length,
    error: cases.filter(({ retryable }) => retryable).length * (attempts - 1),
  });

  expect(await hasOpenRows(pool)).toBe(false);
  expect(await pipeline.queue.depth()).toBe(0);
  const ledger = await readLedger(pool);
  const failed = new Map(
    ledger.filter(({ state }) => state === 'failed').map((row) => [row.listing_id, row]),
  );
  for (const [index, [what, { stage, code, message, retryable }]] of Object.entries(hostile).entries()) {
    expect(failed.get(bad[index]!), `a photo that ${what}`).toMatchObject({
      stage,
      error_code: code,
      error_message: expect.stringMatching(message),
      attempts: retryable ? attempts : 1,
      running: false,
      photo_errors: [{ position: 1, stage, code, message: expect.stringMatching(message) }],
    });
  }
  expect(JSON.stringify(ledger)).not.toContain(secret);

  const suggestions = await listSuggestions(pool, { status: 'pending', limit: 100 });
  expect(new Map(suggestions.map(({ listingId, finish }) => [listingId, finish]))).toEqual(good);

  const { rows: shown } = await pool.query(
    'SELECT stage, error_code, attempts FROM analytics.enrichment_failure ORDER BY enrichment_id',
  );
  expect(shown).toEqual(
    cases.map(({ stage, code, retryable }) => ({
      stage,
      error_code: code,
      attempts: retryable ? attempts : 1,
    })),
  );
});
