import { type AddressInfo, createServer, type LookupFunction, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { createRandom } from '../../src/random.js';
import { insertListing, photo, readLedger } from '../enrichment/catalogue.js';
import { createPipeline, type Pipeline } from '../enrichment/pipeline.js';
import { backends } from '../queue/backends.js';

const [backend] = backends;

async function insertListings({ pool }: Pipeline, urls: readonly string[]): Promise<void> {
  for (const url of urls) await insertListing(pool, { photos: [url] });
}

it('photos whose connection is cut at any byte come in another try', async () => {
  const image = await photo('fiesta-red', 300);
  const random = createRandom('cut');
  let cuts = 0;
  const pipeline = await createPipeline(backend!, {
    attempts: 4,
    concurrency: 8,
    limits: { timeoutMs: 5000 },
    photos: (request, response) => {
      if (random.chance(0.5)) {
        response.end(image);
        return;
      }
      cuts++;
      const { socket } = request;
      // Some never get a header, others lose the body in the middle.
      if (random.chance(0.3)) socket.destroy();
      else {
        response.writeHead(200, { 'content-length': image.length });
        response.write(image.subarray(0, random.integer(image.length)), () => socket.destroy());
      }
    },
  });
  const { server } = pipeline;
  await insertListings(
    pipeline,
    Array.from({ length: 60 }, (_, n) => `${server.url}/${n}.jpg`),
  );
  await pipeline.backfill();
  expect(await pipeline.drain()).toMatchObject({ suggested: 60, failed: 0 });
  expect(cuts).toBeGreaterThan(30);
  expect(
    (await readLedger(pipeline.pool)).every(({ state, finish }) => state + finish === 'donefiesta-red'),
  ).toBe(true);
});

it('a host that sends byte by byte holds a place no longer than a photo may take, and the others are done', async () => {
  const timeoutMs = 1500;
  const pipeline = await createPipeline(backend!, {
    attempts: 1,
    concurrency: 4,
    limits: { timeoutMs, allowHosts: ['127.0.0.1'] },
    photos: { '/a.jpg': await photo('black') },
  });
  const header = 'HTTP/1.1 200 OK\r\ncontent-type: image/jpeg\r\ncontent-length: 100000\r\nx: ';
  const inHeaders = await startLoris(async (socket) => drip(socket, `${header}${'x'.repeat(10_000)}`));
  const inBody = await startLoris(async (socket) => {
    socket.write(`${header}y\r\n\r\n`);
    await drip(socket, 'z'.repeat(100_000));
  });
  await insertListings(pipeline, [`${inHeaders}/a.jpg`, `${inBody}/a.jpg`]);
  await insertListings(pipeline, Array(40).fill(`${pipeline.server.url}/a.jpg`));
  await pipeline.backfill();
  const summary = await pipeline.drain();
  expect(summary).toMatchObject({ suggested: 40, failed: 2 });
  const slow = (await readLedger(pipeline.pool)).slice(0, 2);
  expect(slow).toMatchObject(Array(2).fill({ state: 'failed', stage: 'fetch', error_code: 'photo_timeout' }));
  const { rows } = await pipeline.pool.query<{ ms: number }>(
    `SELECT extract(epoch FROM finished_at - started_at)::float8 * 1000 AS ms
       FROM honeyburst.enrichment ORDER BY id LIMIT 2`,
  );
  for (const { ms } of rows) {
    expect(ms).toBeGreaterThan(timeoutMs / 4);
    expect(ms).toBeLessThan(timeoutMs + 1500);
  }
});

it('a name that cannot be looked up for now is tried again; one that does not exist fails with its name', async () => {
  const pipeline = await createPipeline(backend!, {
    attempts: 2,
    photos: { '/a.jpg': await photo('black') },
    lookup: ((hostname, options, callback) => {
      const code = hostname === 'gone.test' ? 'ENOTFOUND' : ++asked <= 4 ? 'EAI_AGAIN' : undefined;
      if (code) callback(Object.assign(new Error(`getaddrinfo ${code} ${hostname}`), { code }), []);
      else if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
      else callback(null, '127.0.0.1', 4);
    }) satisfies LookupFunction,
    limits: { allowHosts: ['shaky.test', 'gone.test'], timeoutMs: 5000 },
  });
  let asked = 0;
  const { port } = new URL(pipeline.server.url);
  await insertListings(pipeline, [`http://shaky.test:${port}/a.jpg`, `http://gone.test:${port}/a.jpg`]);
  await pipeline.backfill();
  expect(await pipeline.drain()).toMatchObject({ suggested: 1, failed: 1 });
  expect(await readLedger(pipeline.pool)).toMatchObject([
    { state: 'done', attempts: 2 },
    {
      state: 'failed',
      attempts: 2,
      error_code: 'photo_unreachable',
      error_message: expect.stringContaining(`gone.test:${port} cannot be reached (ENOTFOUND)`),
    },
  ]);
});

/** A photo host that answers with `speak`. */
async function startLoris(speak: (socket: Socket) => Promise<void>): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {}).once('data', () => void speak(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

async function drip(socket: Socket, text: string): Promise<void> {
  for (const byte of text) {
    if (socket.destroyed) return;
    socket.write(byte);
    await sleep(20);
  }
}
