import { describe, expect, it } from 'vitest';
import { createPace } from '../../src/custom-vision/client/pace.js';
import { enqueueFindings } from '../../src/enrichment/producer.js';
import { reconcile } from '../../src/enrichment/reopen.js';
import { insertListing, insertModel, photo, readLedger } from '../enrichment/catalogue.js';
import { createPipeline, ended } from '../enrichment/pipeline.js';
import { backends } from '../queue/backends.js';
import { createTestDatabase } from '../support/database.js';
import { canFakeClock, fakeClock } from './faked-clock.js';

it('a row that was dispatched before the clock was set back is found all the same when its job is lost', async () => {
  const { pool } = await createTestDatabase();
  await insertModel(pool);
  await insertListing(pool);
  await enqueueFindings(pool, { model: 'colour', priority: 10 });
  await pool.query(
    `UPDATE honeyburst.enrichment SET state = 'dispatched', dispatched_at = now() + interval '5 hours'`,
  );
  const queue = { missing: async <T>(dispatches: readonly T[]) => [...dispatches] };
  expect(await reconcile({ pool, queue, olderThanMs: 30_000 })).toBe(1);
  expect(await readLedger(pool)).toMatchObject([{ state: 'pending' }]);
});

it('a row whose worker died as it took the job is found before the lock of the job ends; one at work is left alone', async () => {
  const { pool } = await createTestDatabase();
  await insertModel(pool);
  for (const _ of [1, 2]) await insertListing(pool);
  await enqueueFindings(pool, { model: 'colour', priority: 10 });
  await pool.query(
    `UPDATE honeyburst.enrichment SET state = 'dispatched', dispatched_at = now() - interval '1 hour'`,
  );
  await pool.query(
    'UPDATE honeyburst.enrichment SET started_at = now(), running = true WHERE id = (SELECT max(id) FROM honeyburst.enrichment)',
  );
  // All jobs are active.
  const queue = {
    missing: async <T>(dispatches: readonly T[], { waiting = false } = {}) =>
      waiting ? [...dispatches] : [],
  };
  expect(await reconcile({ pool, queue, olderThanMs: 30_000, stuckAfterMs: 60_000 })).toBe(1);
  expect(await readLedger(pool)).toMatchObject([
    { state: 'pending' },
    { state: 'dispatched', running: true },
  ]);
});

it('calls do not wait for a slot of before the clock was set back', async () => {
  const { pool } = await createTestDatabase();
  const pace = createPace(pool, { resource: 'cloud', callsPerSecond: 10 });
  await pace.reserve(new AbortController().signal);
  await pool.query(`UPDATE custom_vision_client.pace SET next_at = now() + interval '5 hours'`);
  const startedAt = performance.now();
  await pace.reserve(AbortSignal.timeout(5000));
  expect(performance.now() - startedAt).toBeLessThan(4000);
});

describe.skipIf(!canFakeClock).for(backends)('with the queue on $backend', (backend) => {
  it('workers whose clock jumps forward and far back lose nothing, set nothing aside, and end', async () => {
    const image = await photo('fiesta-red');
    let broken = 0;
    const asked = new Map<string, number>();
    const pipeline = await createPipeline(backend, {
      lockDurationMs: 1500,
      attempts: 6,
      photos: (request, response) => {
        const url = request.url!;
        asked.set(url, (asked.get(url) ?? 0) + 1);
        // Every third photo fails a few times, so that some listings always wait for another try.
        if (Number(url.slice(1)) % 3 === 0 && asked.get(url)! <= 3) {
          broken++;
          response.writeHead(503, { 'retry-after': '0' }).end();
        } else setTimeout(() => response.end(image), 40);
      },
    });
    const { pool, server } = pipeline;
    const listings = 150;
    for (let n = 0; n < listings; n++) await insertListing(pool, { photos: [`${server.url}/${n}`] });
    await pipeline.backfill();
    const clock = await fakeClock();
    const start = () => pipeline.spawnWorker({ stuckAfterMs: 2000, environment: clock.environment });
    const workers = [start(), start()];
    const done = async () => (await readLedger(pool)).filter(({ state }) => state === 'done').length;
    await expect.poll(done, { interval: 20 }).toBeGreaterThan(5);
    for (const hours of [6, -6]) {
      await clock.jump(hours);
      expect(await done()).toBeLessThan(listings);
    }
    // One dies with listings at hand, which its locks keep by the clock of its time.
    workers[0]!.kill('SIGKILL');
    expect(await ended(workers[1]!)).toBe(0);
    expect(broken).toBeGreaterThan(0);
    const ledger = await readLedger(pool);
    expect(ledger.filter(({ state, running }) => state !== 'done' || running)).toEqual([]);
    expect(ledger).toHaveLength(listings);
    // No loop: a row goes to the queue again a few times at most.
    expect(Math.max(...ledger.map(({ dispatches }) => dispatches))).toBeLessThan(8);
    const { rows } = await pool.query(
      'SELECT count(*) AS predictions, count(DISTINCT listing_id) AS listings FROM honeyburst.prediction',
    );
    expect(rows).toEqual([{ predictions: listings, listings }]);
  });
});
