import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { whenAvailable } from '../../src/database/available.js';
import { withTransaction } from '../../src/database/pool.js';
import { isServerFault } from '../../src/database/server-fault.js';
import { createRandom } from '../../src/random.js';
import { addPhotos, type Colour, insertListing, insertModel, photo } from '../enrichment/catalogue.js';
import { createPipeline, type Pipeline } from '../enrichment/pipeline.js';
import { type OwnPostgres, startPostgres } from './own-postgres.js';
import { hasRedisServer, startRedis } from './redis-server.js';
import { keepWorkers } from './worker-slots.js';

const rounds = 25;
const listingsPerRound = 10;
const colours: Colour[] = ['fiesta-red', 'candy-apple-red', 'lake-placid-blue', 'black'];

const queues = [
  { queue: 'Postgres', targets: ['worker', 'postmaster', 'backend', 'worker'] },
  ...(hasRedisServer ? [{ queue: 'Redis', targets: ['worker', 'postmaster', 'backend', 'redis'] }] : []),
];

// Both at once: they mostly wait, for locks to run out and servers to start.
it(`${rounds} kills at random moments on each queue lose nothing, double nothing and leave nothing open`, async () => {
  const results = await Promise.allSettled(queues.map(survive));
  expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
});

async function survive({ queue, targets }: (typeof queues)[number]): Promise<void> {
  const random = createRandom(`kills/${queue}`);
  const postgres = await startPostgres();
  const redis = queue === 'Redis' ? await startRedis() : undefined;
  const { pool } = postgres;
  await insertModel(pool);
  const images = new Map<string, Buffer>();
  const pipeline = await createPipeline(
    { redisUrl: redis?.url },
    {
      database: postgres,
      photos: (request: IncomingMessage, response: ServerResponse) =>
        void setTimeout(() => response.end(images.get(new URL(request.url!, 'http://photos').pathname)), 20),
      attempts: 4,
      lockDurationMs: 1500,
    },
  );
  for (const colour of colours) images.set(`/${colour}.jpg`, await photo(colour));

  const workers = keepWorkers(pipeline, 2);
  const killed: Record<string, number> = {};
  for (let round = 0; round < rounds; round++) {
    await feed(pipeline, random.pick(colours), random.integer(3) + 1);
    await sleep(random.between(50, 400));
    const target = targets[round % targets.length]!;
    if (target === 'worker') await workers.kill(random.integer);
    else if (target === 'postmaster') await postgres.killPostmaster();
    else if (target === 'redis') await redis!.kill().then(() => redis!.start());
    else expect(await whenAvailable(pool, () => postgres.killBackend(random.integer))).toBe(true);
    killed[target] = (killed[target] ?? 0) + 1;
  }
  expect(Object.values(killed).reduce((sum, count) => sum + count)).toBe(rounds);

  await whenAvailable(pool, () => pipeline.backfill());
  await expect.poll(() => whenAvailable(pool, () => openRows(postgres)), { interval: 100 }).toBe(0);
  expect(await workers.stop()).toEqual([]);
  await expectWhole(postgres);
  expect(await pipeline.queue.depth()).toBe(0);
}

/** Listings that a shop writes, and a backfill: each is repeated when the server dies meanwhile. */
async function feed({ pool, server, backfill }: Pipeline, colour: Colour, photos: number): Promise<void> {
  await whenAvailable(pool, () =>
    withTransaction(pool, async (client) => {
      for (let n = 0; n < listingsPerRound; n++) {
        const db = client as typeof pool;
        const id = await insertListing(db, { photos: [], textFinish: colour });
        await addPhotos(
          db,
          id,
          Array.from({ length: photos }, (_, i) => `${server.url}/${colour}.jpg?${id}-${i}`),
        );
      }
    }),
  );
  await backfill().catch((error) => {
    if (!isServerFault(error)) throw error;
  });
}

async function openRows({ pool }: OwnPostgres): Promise<number> {
  const { rows } = await pool.query<{ open: number }>(
    `SELECT count(*) AS open FROM honeyburst.enrichment WHERE state IN ('pending', 'dispatched')`,
  );
  return rows[0]!.open;
}

/** Every listing has one closed row, one pending suggestion, and its photos' predictions once. */
async function expectWhole({ pool }: OwnPostgres): Promise<void> {
  const { rows: listings } = await pool.query<{ id: number }>(
    `SELECT l.id, l.text_finish AS stated, e.rows, e.states, e.running, s.rows AS suggestions, s.finish, p.photos,
            p.predictions, p.positions
       FROM honeyburst.listing l
      CROSS JOIN LATERAL (SELECT count(*) AS rows, array_agg(state || coalesce(':' || error_code, '')) AS states,
                                 bool_or(running) AS running
                            FROM honeyburst.enrichment WHERE listing_id = l.id) e
      CROSS JOIN LATERAL (SELECT count(*) AS rows, min(finish) AS finish FROM honeyburst.suggestion
                           WHERE listing_id = l.id AND status = 'pending') s
      CROSS JOIN LATERAL (SELECT (SELECT count(*) FROM honeyburst.listing_photo WHERE listing_id = l.id) AS photos,
                                 count(*) AS predictions, count(DISTINCT position) AS positions
                            FROM honeyburst.prediction WHERE listing_id = l.id) p
      ORDER BY l.id`,
  );
  expect(listings.length).toBeGreaterThanOrEqual(rounds * listingsPerRound);
  const wrong = (listings as unknown as Record<string, unknown>[]).filter(
    (one) =>
      one.rows !== 1 ||
      String(one.states) !== 'done' ||
      one.running !== false ||
      one.suggestions !== 1 ||
      one.finish !== one.stated ||
      one.predictions !== one.photos ||
      one.positions !== one.photos,
  );
  expect(wrong).toEqual([]);
  const { rows } = await pool.query('SELECT count(*) AS suggestions FROM honeyburst.suggestion');
  expect(rows).toEqual([{ suggestions: listings.length }]);
}
