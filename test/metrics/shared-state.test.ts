import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { retryFailed } from '../../src/enrichment/reopen.js';
import { addSharedState } from '../../src/metrics/shared-state.js';
import { insertListing, insertModel } from '../enrichment/catalogue.js';
import { createTestDatabase, testLog } from '../support/database.js';
import { scrape } from './exposition.js';

const customVision = { price: 2, monthlyCap: 50 };

async function createLedger() {
  const { pool } = await createTestDatabase();
  await insertModel(pool);
  const add = async (state: string, priority: number, code: string | null = null) => {
    const id = await insertListing(pool);
    await pool.query(
      `INSERT INTO honeyburst.enrichment (listing_id, content_hash, model, reasons, state, priority, error_code)
       SELECT id, content_hash, 'colour', '{missing}', $2, $3, $4 FROM honeyburst.listing WHERE id = $1`,
      [id, state, priority, code],
    );
  };
  return { pool, add };
}

it('says what is open by lane, what failed by code, jobs and cost', async () => {
  const { pool, add } = await createLedger();
  await add('pending', 1);
  await add('pending', 10);
  await add('pending', 10);
  await add('dispatched', 10);
  await add('failed', 10, 'photo_gone');
  await add('failed', 1, 'photo_gone');
  await add('done', 10);
  await pool.query(
    `INSERT INTO custom_vision_client.usage VALUES
       ('https://a.test', date_trunc('month', now() AT TIME ZONE 'UTC'), 1500),
       ('https://a.test', date_trunc('month', now() AT TIME ZONE 'UTC') - interval '1 month', 9000)`,
  );
  const registry = new Registry();
  addSharedState(registry, {
    pool,
    countJobs: async () => ({ wait: 4, failed: 1 }),
    customVision,
    log: testLog,
    keptMs: 0,
  });
  expect(Object.fromEntries(await scrape(registry))).toEqual({
    'honeyburst_ledger_rows{state="postponed",lane="fresh"}': 0,
    'honeyburst_ledger_rows{state="postponed",lane="backfill"}': 0,
    'honeyburst_ledger_rows{state="pending",lane="fresh"}': 1,
    'honeyburst_ledger_rows{state="pending",lane="backfill"}': 2,
    'honeyburst_ledger_rows{state="dispatched",lane="fresh"}': 0,
    'honeyburst_ledger_rows{state="dispatched",lane="backfill"}': 1,
    'honeyburst_ledger_failed_rows{code="photo_gone"}': 2,
    'honeyburst_suggestions{status="pending"}': 0,
    'honeyburst_queue_jobs{state="wait"}': 4,
    'honeyburst_queue_jobs{state="failed"}': 1,
    'honeyburst_custom_vision_month_calls{resource="https://a.test"}': 1500,
    'honeyburst_custom_vision_month_cost{resource="https://a.test"}': 3,
    honeyburst_custom_vision_month_cap: 50,
    'honeyburst_shared_state_up{source="ledger"}': 1,
    'honeyburst_shared_state_up{source="queue"}': 1,
    'honeyburst_shared_state_up{source="custom_vision"}': 1,
  });

  await retryFailed(pool);
  const after = await scrape(registry);
  expect(after.get('honeyburst_ledger_rows{state="pending",lane="backfill"}')).toBe(3);
  expect([...after.keys()].filter((name) => name.includes('failed_rows'))).toEqual([]);
});

it('asks its sources once for scrapes that come together or soon after each other', async () => {
  const { pool } = await createLedger();
  const registry = new Registry();
  let asked = 0;
  const countJobs = async () => ({ wait: ++asked });
  addSharedState(registry, { pool, countJobs, customVision, log: testLog, keptMs: 60_000 });
  await Promise.all([scrape(registry), scrape(registry)]);
  expect((await scrape(registry)).get('honeyburst_queue_jobs{state="wait"}')).toBe(1);
});

it('leaves out what a source that fails would have said, and says that it failed', async () => {
  const { pool } = await createLedger();
  const registry = new Registry();
  let away = false;
  const countJobs = async () => {
    if (away) throw new Error('connect ECONNREFUSED');
    return { wait: 3 };
  };
  addSharedState(registry, { pool, countJobs, customVision, log: testLog, keptMs: 0 });
  expect((await scrape(registry)).get('honeyburst_queue_jobs{state="wait"}')).toBe(3);
  away = true;
  const series = await scrape(registry);
  expect(series.has('honeyburst_queue_jobs{state="wait"}')).toBe(false);
  expect(series.get('honeyburst_shared_state_up{source="queue"}')).toBe(0);
  expect(series.get('honeyburst_shared_state_up{source="ledger"}')).toBe(1);
});
