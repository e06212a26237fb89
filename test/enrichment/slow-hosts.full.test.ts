import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import type { Pool } from '../../src/database/pool.js';
import { dispatchPage } from '../../src/enrichment/dispatch.js';
import { retryFailed } from '../../src/enrichment/reopen.js';
import { createPhotoHosts, type PhotoHostsOptions } from '../../src/photo/hosts.js';
import { backends } from '../queue/backends.js';
import { insertListing, photo } from './catalogue.js';
import { createPipeline, type PipelineOptions } from './pipeline.js';

const [backend] = backends;
const slots = 8;
const image = await photo('black');

/** A photo host on an address of its own, which may stop answering. */
async function startHost(address: string) {
  let hanging = true;
  const held: ServerResponse[] = [];
  let requests = 0;
  let together = 0;
  const server: Server = createServer((_, response) => {
    requests++;
    if (!hanging) return void response.end(image);
    held.push(response);
    together = Math.max(together, held.filter(({ destroyed }) => !destroyed).length);
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://${address}:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    together: () => together,
    recover() {
      hanging = false;
      for (const response of held) response.end(image);
    },
  };
}

function openPipeline(
  { timeoutMs = 60_000, ...hosts }: Partial<PhotoHostsOptions>,
  more: Partial<PipelineOptions> = {},
) {
  return createPipeline(backend!, {
    photos: { '/a.jpg': image },
    concurrency: slots,
    limits: { allowHosts: ['127.0.0.1', '127.0.0.2', '127.0.0.3'], timeoutMs },
    hosts: createPhotoHosts({ slots, timeoutMs, ...hosts }),
    ...more,
  });
}

async function ledger(pool: Pool) {
  const { rows } = await pool.query<{ state: string; code: string | null; attempts: number; count: number }>(
    `SELECT CASE WHEN not_before IS NULL THEN state ELSE 'postponed' END AS state, error_code AS code,
            max(attempts) AS attempts, count(*)
       FROM honeyburst.enrichment GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  return rows;
}

const insert = async (pool: Pool, url: string, count: number) => {
  for (let n = 0; n < count; n++) await insertListing(pool, { photos: [`${url}/a.jpg`] });
};

it('a host that answers may have all slots', async () => {
  const waiting: ServerResponse[] = [];
  const pipeline = await openPipeline(
    {},
    {
      // Nothing is answered before all slots have asked.
      photos: (_, response) => {
        waiting.push(response);
        if (waiting.length % slots === 0) for (const one of waiting.slice(-slots)) one.end(image);
      },
    },
  );
  await insert(pipeline.pool, pipeline.server.url, slots);
  await pipeline.backfill();
  expect(await pipeline.drain()).toMatchObject({ suggested: slots, postponed: 0 });
});

it('a host that hangs holds at most half of the slots, and the listings of other hosts go on', async () => {
  const pipeline = await openPipeline({ slowMs: 100 });
  const { pool } = pipeline;
  const slow = await startHost('127.0.0.2');
  await insert(pool, slow.url, 60);
  await insert(pool, pipeline.server.url, 20);
  await pipeline.backfill();
  let good = 0;
  // No request to the slow host times out before the others are done: its limit is 20 s.
  const summary = await pipeline.drain({
    onOutcome(outcome) {
      if (outcome === 'suggested' && ++good === 20) slow.recover();
    },
  });
  expect(summary).toMatchObject({ suggested: 80, failed: 0, error: 0 });
  expect(summary.postponed).toBeGreaterThanOrEqual(60 - slots);
  expect(slow.together()).toBeLessThanOrEqual(slots);
  expect(await ledger(pool)).toEqual([{ state: 'done', code: null, attempts: 1, count: 80 }]);
});

it('a host that lets several listings wait in vain is left alone, and its listings keep their attempts', async () => {
  const pipeline = await openPipeline({ timeoutMs: 4500, slowMs: 10_000 }, { attempts: 1 });
  const { pool } = pipeline;
  const dead = await startHost('127.0.0.2');
  await insert(pool, dead.url, 40);
  await insert(pool, pipeline.server.url, 10);
  await pipeline.backfill();
  expect(await pipeline.drain()).toMatchObject({ suggested: 10, postponed: 40, failed: 0 });
  expect(dead.requests()).toBeLessThanOrEqual(3 * slots);
  expect(await ledger(pool)).toEqual([
    { state: 'done', code: null, attempts: 1, count: 10 },
    { state: 'postponed', code: 'photo_host_down', attempts: 0, count: 40 },
  ]);
  const { rows } = await pool.query(
    `SELECT DISTINCT error_message LIKE '%127.0.0.2:%not asked for a while%' AS reason, not_before > now() AS later,
            postponements FROM honeyburst.enrichment WHERE state = 'pending'`,
  );
  expect(rows).toEqual([{ reason: true, later: true, postponements: 1 }]);
  // What waits is not put on the queue.
  expect(await dispatchPage({ pool, queue: pipeline.queue, depth: 100 })).toBe(0);

  dead.recover();
  const later = await openPipeline({}, { database: { url: pipeline.databaseUrl, pool } });
  expect(await later.drain()).toMatchObject({ suggested: 40, postponed: 0 });
});

it('a listing whose host stays down fails after twelve postponements, and can be opened again', async () => {
  const pipeline = await openPipeline({ timeoutMs: 4500, slowMs: 10_000 }, { attempts: 2 });
  const { pool } = pipeline;
  const dead = await startHost('127.0.0.2');
  await insert(pool, dead.url, 6);
  await pipeline.backfill();
  await pool.query('UPDATE honeyburst.enrichment SET postponements = 12');
  expect(await pipeline.drain()).toMatchObject({ failed: 6, postponed: 0 });
  expect((await ledger(pool)).map(({ state, code }) => [state, code])).toEqual([
    ['failed', 'photo_host_down'],
  ]);
  dead.recover();
  expect(await retryFailed(pool, 'photo_host_down')).toBe(6);
  const later = await openPipeline({}, { database: { url: pipeline.databaseUrl, pool } });
  expect(await later.drain()).toMatchObject({ suggested: 6 });
});

it('two hosts that hang leave nothing undone, and neither does a host that is slow for everybody', async () => {
  const pipeline = await openPipeline({ slowMs: 50 });
  const { pool } = pipeline;
  const hosts = [await startHost('127.0.0.2'), await startHost('127.0.0.3')];
  for (const { url } of hosts) await insert(pool, url, 15);
  await pipeline.backfill();
  const draining = pipeline.drain();
  await sleep(300);
  for (const host of hosts) host.recover();
  expect(await draining).toMatchObject({ suggested: 30, failed: 0, error: 0 });
});

it('a host is sent no more requests a second than PHOTO_REQUESTS_PER_HOST, and the others are not held up', async () => {
  const askedAt: number[] = [];
  const pipeline = await openPipeline(
    { slowMs: 100, requestsPerSecond: 20 },
    {
      photos: (_, response) => {
        askedAt.push(performance.now());
        response.end(image);
      },
    },
  );
  const other = await startHost('127.0.0.2');
  other.recover();
  await insert(pipeline.pool, pipeline.server.url, 40);
  await insert(pipeline.pool, other.url, 5);
  await pipeline.backfill();
  expect(await pipeline.drain()).toMatchObject({ suggested: 45, failed: 0, error: 0 });
  // 40 turns are 39 pauses of 50 ms, whatever the machine does.
  expect(askedAt).toHaveLength(40);
  expect(askedAt.at(-1)! - askedAt[0]!).toBeGreaterThanOrEqual(39 * 50 - 100);
  const { rows } = await pipeline.pool.query<{ last: boolean }>(
    `SELECT p.url LIKE '%127.0.0.2%' AS last FROM honeyburst.enrichment e
       JOIN honeyburst.listing_photo p USING (listing_id) ORDER BY e.finished_at DESC LIMIT 1`,
  );
  expect(rows).toEqual([{ last: false }]);
});
