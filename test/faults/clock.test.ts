import { expect, it } from 'vitest';
import { createPace } from '../../src/custom-vision/pace.js';
import { enqueueFindings } from '../../src/enrichment/producer.js';
import { reconcile } from '../../src/enrichment/reopen.js';
import { insertListing, insertModel, readLedger } from '../enrichment/catalogue.js';
import { createTestDatabase } from '../support/database.js';

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

it('calls do not wait for a slot of before the clock was set back', async () => {
  const { pool } = await createTestDatabase();
  const pace = createPace(pool, { resource: 'cloud', callsPerSecond: 10 });
  await pace.reserve(new AbortController().signal);
  await pool.query(`UPDATE honeyburst.custom_vision_pace SET next_at = now() + interval '5 hours'`);
  const startedAt = performance.now();
  await pace.reserve(AbortSignal.timeout(5000));
  expect(performance.now() - startedAt).toBeLessThan(4000);
});
