import { describe, expect, it } from 'vitest';
import { retryFailed } from '../../src/enrichment/reopen.js';
import { createRandom } from '../../src/random.js';
import { insertListing, photo, readLedger } from '../enrichment/catalogue.js';
import { createColourClassifier } from '../enrichment/colour-classifier.mjs';
import { createPipeline, type Pipeline } from '../enrichment/pipeline.js';
import { backends } from '../queue/backends.js';
import { keepWorkers } from './worker-slots.js';

async function counts({ pool }: Pipeline): Promise<Record<string, number>> {
  const counted: Record<string, number> = {};
  for (const { state, error_code } of await readLedger(pool)) {
    const key = error_code === null ? state : `${state}:${error_code}`;
    counted[key] = (counted[key] ?? 0) + 1;
  }
  return counted;
}

describe.for(backends)('with the queue on $backend', (backend) => {
  it('two listings that kill their workers are set aside, and with them no other, whatever else is killed', async () => {
    const image = await photo('fiesta-red');
    const random = createRandom('poison');
    const pipeline = await createPipeline(backend, {
      attempts: 3,
      lockDurationMs: 1500,
      concurrency: 6,
      photos: { '/a.jpg': (_, response) => void setTimeout(() => response.end(image), 20) },
    });
    const { server } = pipeline;
    const poison = new Set<number>();
    for (let n = 0; n < 150; n++) {
      const path = n === 10 || n === 60 ? '/poison.jpg' : `/a.jpg?${n}`;
      const id = await insertListing(pipeline.pool, { photos: [server.url + path] });
      if (path === '/poison.jpg') poison.add(id);
    }
    await pipeline.backfill();
    const workers = keepWorkers(pipeline, 3);
    // Innocent deaths besides.
    for (let kills = 0; kills < 6; kills++) {
      await new Promise((resolve) => setTimeout(resolve, random.between(200, 700)));
      await workers.kill(random.integer);
    }
    await expect
      .poll(() => counts(pipeline), { interval: 100 })
      .toEqual({ done: 148, 'failed:worker_crashed': 2 });
    expect(await workers.stop()).toEqual([]);
    // Each took one worker beside others, and then as many alone as it has attempts.
    expect(workers.killed()).toBeGreaterThanOrEqual(6 + 2 * 3);
    const failed = (await readLedger(pipeline.pool)).filter(({ state }) => state === 'failed');
    expect(new Set(failed.map(({ listing_id }) => listing_id))).toEqual(poison);
    expect(failed).toMatchObject(Array(2).fill({ attempts: 3, running: false }));
    expect(await retryFailed(pipeline.pool, 'worker_crashed')).toBe(2);
  });
});

it('a listing that hangs for ever is given up in time, and blocks nobody', async () => {
  const [backend] = backends;
  const colours = createColourClassifier();
  const isWhite = (pixels: Uint8Array) => pixels[pixels.length / 2 + 64]! > 200;
  const pipeline = await createPipeline(backend!, {
    attempts: 2,
    lockDurationMs: 1500,
    concurrency: 2,
    attemptTimeoutMs: 1500,
    photos: { '/a.jpg': await photo('black'), '/hangs.jpg': await photo('white') },
    classifier: {
      ...colours,
      // Never answers for a white photo.
      classify: ([only]) => (isWhite(only!.data) ? new Promise(() => {}) : colours.classify([only!])),
    },
  });
  const { server, pool } = pipeline;
  for (const path of ['/hangs.jpg', ...Array(20).fill('/a.jpg')])
    await insertListing(pool, { photos: [server.url + path] });
  await pipeline.backfill();
  expect(await pipeline.drain()).toMatchObject({ suggested: 20, failed: 1, error: 1 });
  expect((await readLedger(pool))[0]).toMatchObject({
    state: 'failed',
    stage: 'classify',
    error_code: 'enrichment_timeout',
    attempts: 2,
  });
});
