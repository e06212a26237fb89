import { expect, it } from 'vitest';
import { auditCatalogue, type CatalogueAudit } from '../../src/command/audit-catalogue.js';
import { catalogueAuditText } from '../../src/command/text/audit-text.js';
import type { Pool } from '../../src/database/pool.js';
import { enqueueFindings, priorities } from '../../src/enrichment/producer.js';
import { silentProgress } from '../../src/progress.js';
import { insertListing, readLedger } from '../enrichment/catalogue.js';
import { builtInTaxonomy } from '../listing/built-in-taxonomy.js';
import { createTestDatabase } from '../support/database.js';
import { honeyburstHere } from '../support/help.js';

const model = {
  name: 'seer',
  families: ['red', 'blue'],
  finishes: ['fiesta-red', 'candy-apple-red', 'lake-placid-blue'],
};
const fiesta = { match: 'exact', slug: 'fiesta-red', family: 'red', finish: 'Fiesta Red' } as const;
const placid = { match: 'exact', slug: 'lake-placid-blue', family: 'blue', finish: 'LPB' } as const;

async function setUp(): Promise<Pool> {
  const { pool } = await createTestDatabase();
  await pool.query(
    `INSERT INTO honeyburst.model (name, checksum, engine, backbone, folder, families, finishes, live)
     VALUES ($1, '', 'onnx', 'none', '', $2, $3, true)`,
    [model.name, model.families, model.finishes],
  );
  return pool;
}

/** What the model saw in a listing's photos, and was too unsure of to say: P(red), and P(fiesta-red | red). */
async function see(pool: Pool, listingId: number, ...photos: (readonly [red: number, fiesta: number])[]) {
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO honeyburst.enrichment (listing_id, content_hash, model, reasons, state, level, family, confidence, finished_at)
     SELECT id, content_hash, $2, '{unchecked}', 'done', 'none', 'red', 0.5, now() FROM honeyburst.listing WHERE id = $1
     RETURNING id`,
    [listingId, model.name],
  );
  for (const [position, [red, fiestaOfRed]] of photos.entries()) {
    await pool.query(
      `INSERT INTO honeyburst.prediction (enrichment_id, listing_id, model, position, url, sha256, family, finish,
                                          confidence, body_share, family_probabilities, finish_probabilities)
       VALUES ($1, $2, $3, $4, '', decode(md5($5), 'hex'), 'red', NULL, 0.5, 0.5, $6, $7)`,
      [
        rows[0]!.id,
        listingId,
        model.name,
        position,
        `${listingId}/${position}`,
        [red, 1 - red],
        [red * fiestaOfRed, red * (1 - fiestaOfRed), 1 - red],
      ],
    );
  }
}

/** Nine of each that look as stated, then: one that looks candy apple red, and one that looks blue. */
async function fill(pool: Pool): Promise<{ candy: number; blue: number }> {
  for (let i = 0; i < 9; i++) {
    await see(pool, await insertListing(pool, fiesta), [0.8, 0.8]);
    await see(pool, await insertListing(pool, placid), [0.2, 0.5]);
  }
  for (let i = 0; i < 5; i++) {
    await see(pool, await insertListing(pool, { ...fiesta, slug: 'candy-apple-red' }), [0.8, 0.2]);
  }
  const candy = await insertListing(pool, fiesta);
  await see(pool, candy, [0.8, 0.1]);
  const blue = await insertListing(pool, fiesta);
  await see(pool, blue, [0.3, 0.8], [0.1, 0.8]);
  return { candy, blue };
}

const audit = (pool: Pool, limit = 10): Promise<CatalogueAudit> =>
  auditCatalogue({ pool, taxonomy: builtInTaxonomy(1), progress: silentProgress }, model, limit);

async function readFound(pool: Pool): Promise<number[]> {
  const { rows } = await pool.query<{ listing_id: number }>(
    `SELECT listing_id FROM honeyburst.finding WHERE reason = 'contradicts_photo' ORDER BY listing_id`,
  );
  return rows.map((row) => row.listing_id);
}

it('finds listings that state what their photos do not show, though no single answer was sure', async () => {
  const pool = await setUp();
  const { candy, blue } = await fill(pool);
  expect(await readFound(pool)).toEqual([]);

  const result = await audit(pool);
  expect(result).toMatchObject({ judged: 25, unseen: 0, findings: { total: 2, added: 2 } });
  expect(
    result.suspects.map(({ rank, tier, given, suggested, stated }) => [rank, tier, given, suggested, stated]),
  ).toEqual([
    [1, 'finish', 'fiesta-red', 'candy-apple-red', 'Fiesta Red'],
    [2, 'family', 'red', 'blue', 'Fiesta Red'],
  ]);
  expect(result.suspects[0]).toMatchObject({ photo: 'http://photos.test/1.jpg', title: null });
  expect(await readFound(pool)).toEqual([candy, blue]);
  expect((await audit(pool, 1)).suspects).toHaveLength(1);
  expect((await audit(pool)).findings).toEqual({ total: 2, added: 0 });
});

it('takes a finding back when the listing changes, or the next audit no longer doubts it', async () => {
  const pool = await setUp();
  const { candy, blue } = await fill(pool);
  await audit(pool);
  await pool.query(`UPDATE honeyburst.listing SET finish = 'Candy Apple Red' WHERE id = $1`, [candy]);
  expect(await readFound(pool)).toEqual([blue]);
  await pool.query(
    `UPDATE honeyburst.prediction SET family_probabilities = '{0.8,0.2}' WHERE listing_id = $1`,
    [blue],
  );
  expect((await audit(pool)).findings.total).toBe(0);
  expect(await readFound(pool)).toEqual([]);
});

it('does not judge what the model has not looked at, was not taught, or is not for sale', async () => {
  const pool = await setUp();
  await fill(pool);
  await insertListing(pool, fiesta);
  await insertListing(pool, { match: 'missing' });
  await insertListing(pool, { ...fiesta, slug: 'olive', family: 'green' });
  await see(pool, await insertListing(pool, { ...fiesta, state: 'ended' }), [0.01, 0.5]);
  const result = await audit(pool);
  expect(result).toMatchObject({ judged: 25, unseen: 1, findings: { total: 2 } });
  expect(catalogueAuditText(result)).toContain(
    '1 listings that state a finish were not judged, because this model has not scored their photos. Run honeyburst backfill --check',
  );
});

it('takes a wider or narrower name of the same colour for no error', async () => {
  const pool = await setUp();
  for (let i = 0; i < 9; i++) await see(pool, await insertListing(pool, fiesta), [0.8, 0.8]);
  await pool.query(`UPDATE honeyburst.model SET finishes = '{fiesta-red,trans-blue,blue}'`);
  const blues = { ...model, finishes: ['fiesta-red', 'trans-blue', 'blue'] };
  const insert = async (slug: string, trans: number) => {
    const id = await insertListing(pool, { ...placid, slug });
    await see(pool, id, [0.1, 0.5]);
    await pool.query(`UPDATE honeyburst.prediction SET finish_probabilities = $2 WHERE listing_id = $1`, [
      id,
      [0.1, 0.9 * trans, 0.9 * (1 - trans)],
    ]);
  };
  for (let i = 0; i < 6; i++) await insert('trans-blue', 0.8);
  for (let i = 0; i < 6; i++) await insert('blue', 0.2);
  await insert('blue', 0.95);
  const result = await auditCatalogue(
    { pool, taxonomy: builtInTaxonomy(1), progress: silentProgress },
    blues,
    10,
  );
  expect(result.findings.total).toBe(0);
  expect(result.noise.finish).toBeGreaterThan(0);
});

it('lets a backfill look again at what it found, once', async () => {
  const pool = await setUp();
  const { candy, blue } = await fill(pool);
  const backfill = { model: model.name, priority: priorities.backfill };
  expect((await enqueueFindings(pool, backfill)).added).toBe(0);
  await audit(pool);
  expect((await enqueueFindings(pool, { ...backfill, dryRun: true })).added).toBe(2);
  const result = await enqueueFindings(pool, backfill);
  expect(result).toMatchObject({ added: 2, byReason: { contradicts_photo: 2 } });
  const open = (await readLedger(pool)).filter((row) => row.state === 'pending');
  expect(open.map((row) => [row.listing_id, row.reasons])).toEqual([
    [candy, ['contradicts_photo']],
    [blue, ['contradicts_photo']],
  ]);
  expect((await enqueueFindings(pool, backfill)).added).toBe(0);
  await pool.query(`
    WITH done AS (UPDATE honeyburst.enrichment SET state = 'done', finished_at = now() WHERE state = 'pending' RETURNING *)
    INSERT INTO honeyburst.suggestion (listing_id, enrichment_id, model, level, confidence, reasons, evidence)
    SELECT listing_id, id, model, 'none', 0.5, reasons, '{}' FROM done`);
  expect(await readFound(pool)).toEqual([candy, blue]);
  expect((await enqueueFindings(pool, backfill)).added).toBe(0);
});

it('is told what to audit, one of the two', async () => {
  for (const args of [[], ['labels.csv', '--catalog']]) {
    const { status, stderr } = await honeyburstHere('audit', ...args);
    expect(status).toBe(2);
    expect(stderr).toContain('Name either a dataset to audit, or --catalog.');
  }
});
