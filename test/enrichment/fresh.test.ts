import { describe, expect, it, onTestFinished } from 'vitest';
import type { Pool } from '../../src/database/pool.js';
import { syncTaxonomy } from '../../src/taxonomy/store.js';
import type { Taxonomy } from '../../src/taxonomy/taxonomy.js';
import { createTestHook, type TestHook } from '../http/hook-server.js';
import { backends } from '../queue/backends.js';
import type { Handler } from '../support/http-server.js';
import { insertListing, photo, readLedger } from './catalogue.js';
import { createPipeline, type Pipeline, type PipelineOptions } from './pipeline.js';

const token = 'a-token-that-is-shared';
/** So long that whatever happens in a test was not waited for but heard of. */
const never = 600_000;

interface Fresh extends Pipeline {
  send: (externalId: string) => ReturnType<TestHook['send']>;
}

/** The pipeline with a hook before it and a worker that runs until the test ends. */
async function createFresh(
  backend: (typeof backends)[number],
  options: PipelineOptions,
  { idleMs = never } = {},
): Promise<Fresh> {
  let taxonomy: Taxonomy | undefined;
  const pipeline: Pipeline = await createPipeline(backend, { ...options, taxonomy: async () => taxonomy! });
  taxonomy = await syncTaxonomy(pipeline.pool);
  const hook = await createTestHook({ secrets: [], token }, { pool: pipeline.pool, taxonomy });
  const stopping = new AbortController();
  const dispatcher = { idleMs, busyMs: 10, reconcileEveryMs: 100, lostAfterMs: 60_000 };
  const working = pipeline.drain({ drain: false, signal: stopping.signal, dispatcher });
  onTestFinished(async () => {
    stopping.abort();
    await working;
  });
  return {
    ...pipeline,
    send: (externalId) =>
      hook.send(
        { external_id: externalId, photo_urls: [`${pipeline.server.url}/a.jpg`] },
        { authorization: `Bearer ${token}` },
      ),
  };
}

const listeners = `FROM pg_stat_activity WHERE application_name = 'honeyburst-listen' AND datname = current_database()
                      AND query LIKE 'LISTEN%' AND state = 'idle'`;

async function listening(pool: Pool): Promise<number> {
  return (await pool.query(`SELECT count(*) ${listeners}`)).rows[0].count;
}

async function states(pool: Pool): Promise<string[]> {
  return (await readLedger(pool)).map(({ state }) => state);
}

describe.for(backends)('a fresh listing on $backend', (backend) => {
  it('overtakes a backfill that runs and fills the queue', async () => {
    const image = await photo('black');
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let asked = 0;
    const slow: Handler = async (_, response) => {
      if (++asked === 1) await held;
      response.end(image);
    };
    const pipeline = await createFresh(
      backend,
      { photos: { '/a.jpg': slow }, concurrency: 1, depth: 20 },
      { idleMs: 20 },
    );
    for (let i = 0; i < 60; i++) {
      await insertListing(pipeline.pool, { photos: [`${pipeline.server.url}/a.jpg`] });
    }
    await pipeline.backfill();
    await expect.poll(() => pipeline.queue.depth()).toBe(18);
    await expect.poll(() => asked).toBe(1);
    expect((await pipeline.send('fresh')).body).toMatchObject({ enqueued: 1 });
    await expect.poll(() => pipeline.queue.depth()).toBe(19);
    release();
    await expect.poll(async () => new Set(await states(pipeline.pool))).toEqual(new Set(['done']));
    const { rows } = await pipeline.pool.query(
      `SELECT l.external_id FROM honeyburst.enrichment e JOIN honeyburst.listing l ON l.id = e.listing_id
        ORDER BY e.finished_at`,
    );
    expect(rows.findIndex(({ external_id }) => external_id === 'fresh')).toBe(1);
    expect(rows).toHaveLength(61);
  });
});

describe('a worker', () => {
  const [backend] = backends;

  it('hears of an event at once, also after its connection was lost', async () => {
    const pipeline = await createFresh(backend!, { photos: { '/a.jpg': await photo('black') } });
    const { pool } = pipeline;
    await expect.poll(() => listening(pool)).toBe(1);
    await pipeline.send('before');
    await expect.poll(() => states(pool)).toEqual(['done']);
    await pool.query(`SELECT pg_terminate_backend(pid) ${listeners}`);
    // Whether it listens again by then or not: it looks when it does.
    await pipeline.send('after');
    await expect.poll(() => states(pool)).toEqual(['done', 'done']);
    expect(await listening(pool)).toBe(1);
  });

  it('enriches what others write into the tables', async () => {
    const pipeline = await createFresh(
      backend!,
      { photos: { '/a.jpg': await photo('fiesta-red') } },
      { idleMs: 20 },
    );
    const { pool } = pipeline;
    await pool.query('SELECT honeyburst.watch_listings(true)');
    await pool.query(
      `WITH listing AS (INSERT INTO honeyburst.listing (external_id, title) VALUES ('a', 'Jazzmaster') RETURNING id)
       SELECT FROM listing`,
    );
    await pool.query(
      `INSERT INTO honeyburst.listing_photo (listing_id, position, url) SELECT id, 0, $1 FROM honeyburst.listing`,
      [`${pipeline.server.url}/a.jpg`],
    );
    const suggested = async () => (await pool.query('SELECT finish, status FROM honeyburst.suggestion')).rows;
    await expect.poll(suggested).toEqual([{ finish: 'fiesta-red', status: 'pending' }]);
  });

  it('that drains takes what others wrote before', async () => {
    let taxonomy: Taxonomy | undefined;
    const pipeline = await createPipeline(backend!, { taxonomy: async () => taxonomy! });
    taxonomy = await syncTaxonomy(pipeline.pool);
    await pipeline.pool.query('UPDATE honeyburst.model SET live = true');
    await pipeline.pool.query('SELECT honeyburst.watch_listings(true)');
    await pipeline.pool.query("INSERT INTO honeyburst.listing (external_id) VALUES ('a')");
    expect(await pipeline.drain()).toMatchObject({ skipped: 1 });
  });
});
