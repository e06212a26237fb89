import { setMaxListeners } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPace } from '../../../src/custom-vision/client/pace.js';
import { countMonth } from '../../../src/custom-vision/client/usage.js';
import { createPool, type Pool } from '../../../src/database/pool.js';
import { createTestDatabase, testLog } from '../../support/database.js';

const resource = 'https://resource.test';
const never = () => new AbortController().signal;

async function twoPools(): Promise<[Pool, Pool]> {
  const { pool, url } = await createTestDatabase();
  const other = createPool(url, { size: 10, log: testLog });
  onTestFinished(() => other.end());
  return [pool, other];
}

async function nextAt(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ at: number }>(
    'SELECT 1000 * extract(epoch FROM next_at)::float8 AS at FROM custom_vision_client.pace',
  );
  return rows[0]!.at;
}

describe('the pace', () => {
  it('gives the callers of all processes slots of their own, exactly one interval apart', async () => {
    const [pool, other] = await twoPools();
    const options = { resource, callsPerSecond: 0.1, cost: { price: 2, monthlyCap: undefined } };
    const paces = [createPace(pool, options), createPace(other, options)];
    await paces[0]!.reserve(never());
    const first = await nextAt(pool);
    const ending = new AbortController();
    setMaxListeners(0, ending.signal);
    const waiting = Array.from({ length: 20 }, (_, i) => paces[i % 2]!.reserve(ending.signal));
    await expect.poll(() => countMonth(pool, resource)).toBe(21);
    expect((await nextAt(pool)) - first).toBeCloseTo(20 * 10_000, 1);
    ending.abort();
    for (const one of await Promise.allSettled(waiting)) expect(one.status).toBe('rejected');
    // Those that gave up have not called.
    expect(await countMonth(pool, resource)).toBe(1);
  });

  it('lets nobody call before the slot, and does not make up for idle time', async () => {
    const [pool, other] = await twoPools();
    const options = { resource, callsPerSecond: 50 };
    const paces = [createPace(pool, options), createPace(other, options)];
    await paces[0]!.reserve(never());
    await new Promise((resolve) => setTimeout(resolve, 100));
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: 21 }, (_, i) => paces[i % 2]!.reserve(never())));
    // Twenty intervals of 20 ms; the clocks of the two processes may tick apart by a hair.
    expect(performance.now() - startedAt).toBeGreaterThan(20 * 20 - 5);
  });

  it('is one for each resource', async () => {
    const [pool] = await twoPools();
    for (const place of ['a', 'b', 'c']) {
      await createPace(pool, { resource: place, callsPerSecond: 0.001 }).reserve(never());
    }
    const { rows } = await pool.query('SELECT resource FROM custom_vision_client.pace ORDER BY 1');
    expect(rows).toEqual([{ resource: 'a' }, { resource: 'b' }, { resource: 'c' }]);
  });
});

describe('the monthly cap', () => {
  it('refuses the call that would pass it, in whichever process, before it is made', async () => {
    const [pool, other] = await twoPools();
    // 0.3 pays for 150 calls at 2 a thousand.
    const options = { resource, callsPerSecond: 10_000, cost: { price: 2, monthlyCap: 0.3 } };
    const paces = [createPace(pool, options), createPace(other, options)];
    const asked = await Promise.allSettled(
      Array.from({ length: 160 }, (_, i) => paces[i % 2]!.reserve(never())),
    );
    const refused = asked.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(10);
    for (const { reason } of refused) {
      expect(reason).toMatchObject({ code: 'custom_vision_cap_reached', stage: 'classify', halts: true });
      expect(reason.message).toContain('CUSTOM_VISION_MONTHLY_CAP (0.3)');
    }
    expect(await countMonth(pool, resource)).toBe(150);
    await paces[0]!.refund();
    await paces[1]!.reserve(never());
    await expect(paces[0]!.reserve(never())).rejects.toThrow('CUSTOM_VISION_MONTHLY_CAP');
  });

  it('of nothing allows nothing, and counts by month and resource', async () => {
    const [pool] = await twoPools();
    const none = { resource, callsPerSecond: 1000, cost: { price: 2, monthlyCap: 0 } };
    await expect(createPace(pool, none).reserve(never())).rejects.toThrow('CUSTOM_VISION_MONTHLY_CAP');
    expect(await countMonth(pool, resource)).toBe(0);
    await pool.query(
      `INSERT INTO custom_vision_client.usage VALUES ($1, '2020-01-01', 100000), ('elsewhere', date_trunc('month', now() AT TIME ZONE 'UTC'), 100000)`,
      [resource],
    );
    const small = { ...none, cost: { price: 2, monthlyCap: 0.002 } };
    await createPace(pool, small).reserve(never());
    await expect(createPace(pool, small).reserve(never())).rejects.toThrow('CUSTOM_VISION_MONTHLY_CAP');
  });
});
