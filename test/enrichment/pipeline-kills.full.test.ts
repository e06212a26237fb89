import { describe, expect, it } from 'vitest';
import { listSuggestions } from '../../src/suggestion/store.js';
import { backends } from '../queue/backends.js';
import { photo, readLedger } from './catalogue.js';
import { createPipeline, ended, insertListings, states } from './pipeline.js';

describe.for(backends)('the pipeline on $backend', (backend) => {
  it('loses and doubles nothing when its workers are killed', async () => {
    const image = await photo('fiesta-red');
    const pipeline = await createPipeline(backend, {
      photos: { '/a.jpg': (_, response) => void setTimeout(() => response.end(image), 30) },
      attempts: 5,
      lockDurationMs: 1500,
    });
    const groups = Array.from({ length: 80 }, (_, i) => [`/a.jpg?${i}`]);
    await insertListings(pipeline, groups);
    await Promise.all([pipeline.backfill({ pageSize: 10 }), pipeline.backfill({ pageSize: 10 })]);
    const done = async () => (await states(pipeline)).done ?? 0;
    for (const least of [15, 40]) {
      const worker = pipeline.spawnWorker();
      await expect.poll(done, { interval: 20 }).toBeGreaterThan(least);
      worker.kill('SIGKILL');
      expect(await ended(worker)).toBe('SIGKILL');
      expect(await done()).toBeLessThan(80);
    }
    const workers = [pipeline.spawnWorker(), pipeline.spawnWorker()];
    expect(await Promise.all(workers.map(ended))).toEqual([0, 0]);
    expect(await states(pipeline)).toEqual({ done: 80 });
    const suggestions = await listSuggestions(pipeline.pool, { limit: 1000 });
    expect(suggestions.map(({ status }) => status)).toEqual(Array(80).fill('pending'));
    expect(new Set(suggestions.map(({ listingId }) => listingId)).size).toBe(80);
  });

  it('sets a listing aside that kills its workers, and no other', async () => {
    const pipeline = await createPipeline(backend, {
      photos: { '/a.jpg': await photo('black') },
      attempts: 3,
      lockDurationMs: 1500,
    });
    const groups = Array.from({ length: 12 }, (_, i) => [i === 1 ? '/poison.jpg' : '/a.jpg']);
    const ids = await insertListings(pipeline, groups);
    await pipeline.backfill();
    const ends = [];
    do ends.push(await ended(pipeline.spawnWorker()));
    while (ends.at(-1) !== 0 && ends.length < 6);
    // The first one had others at hand, and proves nothing.
    expect(ends).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGKILL', 0]);
    const ledger = await readLedger(pipeline.pool);
    expect(ledger.find((row) => row.listing_id === ids[1])).toMatchObject({
      state: 'failed',
      error_code: 'worker_crashed',
      attempts: 3,
    });
    expect(await states(pipeline)).toEqual({ done: 11, failed: 1 });
  });
});
