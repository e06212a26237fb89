import { describe, expect, it } from 'vitest';
import type { Pool } from '../../src/database/pool.js';
import { withTransaction } from '../../src/database/pool.js';
import { admitListings } from '../../src/enrichment/admit.js';
import { upsertListings } from '../../src/listing/store.js';
import type { Taxonomy } from '../../src/taxonomy/taxonomy.js';
import { sampleListing } from '../listing/sample-listing.js';
import { createReviewDatabase, suggest } from '../review/pending.js';
import { addPhotos, readLedger } from './catalogue.js';

interface Watched {
  pool: Pool;
  taxonomy: Taxonomy;
  admit: () => Promise<number>;
}

async function createWatched({ watch = true } = {}): Promise<Watched> {
  const { pool, taxonomy } = await createReviewDatabase();
  await pool.query('UPDATE honeyburst.model SET live = true');
  await pool.query('SELECT honeyburst.watch_listings($1)', [watch]);
  return { pool, taxonomy, admit: () => admitListings(pool, async () => taxonomy) };
}

/** As a marketplace would write it that knows only the columns of its own. */
async function write(pool: Pool, externalId: string, finish: string | null = null): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO honeyburst.listing (external_id, make, title, finish) VALUES ($1, 'Fender', 'Jazzmaster', $2)
     ON CONFLICT (external_id) DO UPDATE SET finish = excluded.finish RETURNING id`,
    [externalId, finish],
  );
  return rows[0]!.id;
}

const noted = async (pool: Pool): Promise<number[]> =>
  (await pool.query('SELECT listing_id FROM honeyburst.fresh_listing ORDER BY id')).rows.map(
    ({ listing_id }) => listing_id,
  );

describe('a listing that others write', () => {
  it('is left to the backfill at first, and once more when nobody watches any more', async () => {
    const { pool, admit } = await createWatched({ watch: false });
    await write(pool, 'a');
    expect(await noted(pool)).toEqual([]);
    await pool.query('SELECT honeyburst.watch_listings(true)');
    await write(pool, 'b');
    expect(await admit()).toBe(1);
    await pool.query('SELECT honeyburst.watch_listings(false)');
    await write(pool, 'c');
    expect(await admit()).toBe(0);
    expect(await readLedger(pool)).toHaveLength(1);
  });

  it('is resolved and goes on the ledger ahead of a backfill, if its finish needs a look', async () => {
    const { pool, admit, taxonomy } = await createWatched();
    const missing = await write(pool, 'missing');
    await addPhotos(pool, missing, ['https://photos.test/1.jpg']);
    const right = await write(pool, 'right', 'Fiesta Red');
    expect(await admit()).toBe(3);
    expect(await noted(pool)).toEqual([]);
    expect(await readLedger(pool)).toMatchObject([
      { listing_id: missing, reasons: ['missing'], priority: 1, state: 'pending' },
    ]);
    const { rows } = await pool.query(
      'SELECT finish_slug, resolved_taxonomy FROM honeyburst.listing WHERE id = $1',
      [right],
    );
    expect(rows).toEqual([{ finish_slug: 'fiesta-red', resolved_taxonomy: taxonomy.version }]);
    expect(await admit()).toBe(0);
  });

  it('is noted again when its words, photos or state change, and for nothing else', async () => {
    const { pool, admit } = await createWatched();
    const id = await write(pool, 'a');
    await admit();
    await pool.query("UPDATE honeyburst.listing SET title = 'Jaguar'");
    await addPhotos(pool, id, ['https://photos.test/1.jpg']);
    await pool.query("UPDATE honeyburst.listing SET state = 'draft'");
    expect(await noted(pool)).toEqual([id, id, id]);
    await admit();
    await pool.query("UPDATE honeyburst.listing SET url = 'https://shop.test/a', title = title");
    expect(await noted(pool)).toEqual([]);
    expect(await readLedger(pool)).toHaveLength(2);
  });

  it('takes its suggestion back when it ends', async () => {
    const { pool, admit } = await createWatched();
    const { id, listingId } = await suggest(pool);
    await admit();
    await pool.query("UPDATE honeyburst.listing SET state = 'ended' WHERE id = $1", [listingId]);
    await admit();
    const { rows } = await pool.query('SELECT status FROM honeyburst.suggestion WHERE id = $1', [id]);
    expect(rows).toEqual([{ status: 'superseded' }]);
  });

  it('waits for a model to be live', async () => {
    const { pool, admit } = await createWatched();
    await pool.query('UPDATE honeyburst.model SET live = false');
    await write(pool, 'a');
    expect(await admit()).toBe(0);
    await pool.query('UPDATE honeyburst.model SET live = true');
    expect(await admit()).toBe(1);
    expect(await readLedger(pool)).toHaveLength(1);
  });

  it('is left alone while its writer is at it, and not forgotten', async () => {
    const { pool, admit } = await createWatched();
    const [first, second] = [await write(pool, 'a'), await write(pool, 'b')];
    await withTransaction(pool, async (writer) => {
      await writer.query("UPDATE honeyburst.listing SET title = 'Jaguar' WHERE id = $1", [first]);
      expect(await admit()).toBe(1);
      expect(await noted(pool)).toEqual([first]);
    });
    expect(await noted(pool)).toEqual([first, first]);
    await admit();
    expect((await readLedger(pool)).map((row) => row.listing_id)).toEqual([second, first]);
  });

  it('is taken once by workers that look at the same time', async () => {
    const { pool, admit } = await createWatched();
    await pool.query(
      `INSERT INTO honeyburst.listing (external_id) SELECT 'many-' || i FROM generate_series(1, 500) i`,
    );
    const takeAll = async () => {
      for (let taken = 1; taken > 0; ) taken = await admit();
    };
    await Promise.all([takeAll(), takeAll(), takeAll()]);
    await takeAll();
    expect(await noted(pool)).toEqual([]);
    expect(await readLedger(pool)).toHaveLength(500);
  });

  it('may be written by a role that sees nothing else', async () => {
    const { pool, admit } = await createWatched();
    await pool.query(
      `CREATE ROLE marketplace_writer;
       GRANT USAGE ON SCHEMA honeyburst TO marketplace_writer;
       GRANT INSERT ON honeyburst.listing TO marketplace_writer`,
    );
    try {
      await withTransaction(pool, async (client) => {
        await client.query('SET LOCAL ROLE marketplace_writer');
        await client.query("INSERT INTO honeyburst.listing (external_id) VALUES ('a')");
      });
      expect(await admit()).toBe(1);
    } finally {
      await pool.query('DROP OWNED BY marketplace_writer; DROP ROLE marketplace_writer');
    }
  });
});

it('what the importer writes is left to the backfill, watched or not', async () => {
  const { pool, taxonomy } = await createWatched();
  await upsertListings(pool, taxonomy, [sampleListing({ externalId: 'a', photoUrls: ['https://p.test/1'] })]);
  await upsertListings(pool, taxonomy, [sampleListing({ externalId: 'a', title: 'Jaguar' })]);
  expect(await noted(pool)).toEqual([]);
});
