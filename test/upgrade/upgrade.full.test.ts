import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate, pendingMigrations } from '../../src/database/migrate.js';
import type { Pool } from '../../src/database/pool.js';
import { resolveListings } from '../../src/listing/resolve.js';
import { reviewSuggestion } from '../../src/review/decide.js';
import { undoReview } from '../../src/review/undo.js';
import { syncTaxonomy } from '../../src/taxonomy/store.js';
import { photo } from '../enrichment/catalogue.js';
import { createPipeline } from '../enrichment/pipeline.js';
import { plain } from '../review/pending.js';
import { createTestDatabase, testLog } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { honeyburst } from '../support/program.js';
import { createEmptyDatabase, createFirstRelease } from './first-release.js';

const names = (await readdir('migrations')).map((file) => file.replace('.sql', '')).sort();
const firstTables = [
  'taxonomy',
  'finish',
  'model',
  'listing',
  'listing_photo',
  'enrichment',
  'prediction',
  'suggestion',
  'review',
];

/** Columns whose values later migrations rewrote, by table: reviews were numbered, and codes left the aliases. */
const rewritten: Record<string, readonly string[]> = {
  review: ['revision'],
  suggestion: ['revision'],
  finish: ['aliases', 'swatch'],
};

/** Every row of every table of the first release, by the columns that it had then. */
async function readData(pool: Pool, columns: Record<string, string[]>): Promise<Record<string, unknown[]>> {
  const data: Record<string, unknown[]> = {};
  for (const table of firstTables) {
    const list = columns[table]!.map((column) => `"${column}"::text`).join(', ');
    data[table] = (await pool.query(`SELECT ${list} FROM honeyburst.${table} ORDER BY 1, 2`)).rows;
  }
  return data;
}

async function readColumns(pool: Pool): Promise<Record<string, string[]>> {
  const { rows } = await pool.query<{ table: string; columns: string[] }>(
    `SELECT table_name AS table, array_agg(column_name::text ORDER BY ordinal_position) AS columns
       FROM information_schema.columns WHERE table_schema = 'honeyburst' GROUP BY 1`,
  );
  return Object.fromEntries(rows.map(({ table, columns }) => [table, columns]));
}

/** What the schema is, apart from the order in which columns came. */
async function readSchema(pool: Pool): Promise<unknown[]> {
  const { rows } = await pool.query(`
    SELECT 'column' AS kind, format('%s.%s.%s %s %s %s', table_schema, table_name, column_name, data_type, is_nullable,
                                    coalesce(column_default, generation_expression)) AS what
      FROM information_schema.columns WHERE table_schema IN ('honeyburst', 'analytics', 'custom_vision_client', 'custom_vision_server', 'bullmq')
    UNION ALL SELECT 'index', indexdef FROM pg_indexes WHERE schemaname IN ('honeyburst', 'custom_vision_client', 'custom_vision_server')
    UNION ALL SELECT 'constraint', conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
               WHERE connamespace IN ('honeyburst'::regnamespace, 'custom_vision_client'::regnamespace, 'custom_vision_server'::regnamespace)
    UNION ALL SELECT 'trigger', pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'function', pg_get_functiondef(oid) FROM pg_proc
               WHERE pronamespace IN ('honeyburst'::regnamespace, 'analytics'::regnamespace)
    UNION ALL SELECT 'view', viewname || definition FROM pg_views WHERE schemaname IN ('honeyburst', 'analytics')
    ORDER BY 1, 2`);
  return rows;
}

describe('a database of the first release', () => {
  it.each(names.map((name, index) => [name, index] as const))(
    'with the migrations up to %s comes to the present with all its data',
    async (_name, further) => {
      const { pool } = await createFirstRelease(further);
      const columns = await readColumns(pool);
      const before = await readData(pool, columns);
      for (const rows of Object.values(before)) expect(rows.length).toBeGreaterThan(1);
      expect(await migrate(pool, testLog)).toEqual(names.slice(1 + further));
      expect(await pendingMigrations(pool)).toEqual([]);
      const kept = (data: Record<string, unknown[]>) =>
        Object.fromEntries(
          Object.entries(data).map(([table, rows]) => [
            table,
            rows.map((row) => without(row as object, rewritten[table])),
          ]),
        );
      expect(kept(await readData(pool, columns))).toEqual(kept(before));
      const { pool: fresh } = await createTestDatabase();
      expect(await readSchema(pool)).toEqual(await readSchema(fresh));
    },
  );

  it('goes on: open rows are worked off, old reviews count, can be undone and new ones be made', async () => {
    const database = await createFirstRelease();
    const { pool } = database;
    await migrate(pool, testLog);
    await syncTaxonomy(pool);
    const red = await photo('fiesta-red');
    const pipeline = await createPipeline({ redisUrl: undefined }, { database, photos: { '/red.jpg': red } });
    // The photos of the fixture are nowhere: those of the open rows are moved to a host that is there.
    const { rows: before } = await pool.query(
      `SELECT decision, stands, correct, reviewer FROM analytics.decision ORDER BY review_id`,
    );
    expect(before).toEqual([
      { decision: 'edited', stands: true, correct: true, reviewer: 'ben' },
      { decision: 'accepted', stands: true, correct: true, reviewer: 'ben' },
      { decision: 'rejected', stands: true, correct: false, reviewer: 'ben' },
    ]);
    const { rows: open } = await pool.query<{ listing_id: number }>(
      `SELECT listing_id FROM honeyburst.enrichment WHERE state IN ('pending', 'dispatched')`,
    );
    expect(open).toHaveLength(2);
    await pool.query(
      `INSERT INTO honeyburst.listing_photo SELECT id, 0, $2 FROM unnest($1::bigint[]) id
         ON CONFLICT (listing_id, position) DO UPDATE SET url = excluded.url`,
      [open.map((row) => row.listing_id), `${pipeline.server.url}/red.jpg`],
    );
    await pipeline.backfill();
    await pipeline.drain();
    const { rows: states } = await pool.query(
      `SELECT e.state, e.error_code, s.finish, s.status FROM honeyburst.enrichment e
         LEFT JOIN honeyburst.suggestion s ON s.enrichment_id = e.id
        WHERE e.listing_id = ANY ($1) ORDER BY e.id`,
      [open.map((row) => row.listing_id)],
    );
    expect(states.filter(({ state }) => state === 'done')).toEqual([
      { state: 'done', error_code: null, finish: 'fiesta-red', status: 'pending' },
      { state: 'done', error_code: null, finish: 'fiesta-red', status: 'pending' },
    ]);
    expect(states.some(({ state }) => state === 'pending' || state === 'dispatched')).toBe(false);

    const find = async (externalId: string) =>
      (
        await pool.query<{ id: number; revision: number; status: string }>(
          `SELECT s.id, s.revision, s.status FROM honeyburst.suggestion s JOIN honeyburst.listing l ON l.id = s.listing_id
            WHERE l.external_id = $1 ORDER BY s.id DESC LIMIT 1`,
          [externalId],
        )
      ).rows[0]!;
    const edited = await find('vague');
    expect(edited).toMatchObject({ revision: 3, status: 'edited' });
    await undoReview(pool, { id: edited.id, revision: 3, reviewer: 'cy' }, plain);
    const decision = { decision: 'accepted', revision: 4, reviewer: 'cy', bulk: false } as const;
    await reviewSuggestion(pool, { id: edited.id, ...decision }, { ...plain, blindShare: 0 });
    expect(await find('vague')).toMatchObject({ revision: 5, status: 'accepted' });
  });

  it('gets the finishes of this release, and reads its listings again with them', async () => {
    const { pool } = await createFirstRelease();
    const slugs = async () =>
      (
        await pool.query<{ slug: string }>(
          `SELECT slug FROM honeyburst.finish
            WHERE taxonomy_version = (SELECT max(version) FROM honeyburst.taxonomy)`,
        )
      ).rows.map(({ slug }) => slug);
    const before = await slugs();
    await migrate(pool, testLog);
    await pool.query(
      `UPDATE honeyburst.listing SET title = 'Strat in Fiesta Red', text_finish = NULL, text_family = NULL`,
    );
    const taxonomy = await syncTaxonomy(pool);
    const after = await slugs();
    expect(after.length).toBeGreaterThan(500);
    for (const slug of before) expect(after).toContain(slug);
    // The same release changes nothing again.
    expect((await syncTaxonomy(pool)).version).toBe(taxonomy.version);
    const { rows: all } = await pool.query('SELECT id FROM honeyburst.listing');
    expect(await resolveListings(pool, taxonomy)).toBe(all.length);
    const { rows } = await pool.query(
      'SELECT DISTINCT text_finish, resolved_taxonomy FROM honeyburst.listing',
    );
    expect(rows).toEqual([{ text_finish: 'fiesta-red', resolved_taxonomy: taxonomy.version }]);
    expect(await resolveListings(pool, taxonomy)).toBe(0);
  });

  it('keeps the finishes that were imported, with their names and codes', async () => {
    const { pool } = await createFirstRelease();
    await pool.query(
      `INSERT INTO honeyburst.finish VALUES (2, 'moon-dust', 'Moon Dust', 'silver', '{Suhr}',
              '{MDT,Lunar Dust,Tom Anderson MD,1969}', '#C0C0C0', 'extension')`,
    );
    await migrate(pool, testLog);
    const { rows } = await pool.query(
      `SELECT slug, name, swatch FROM honeyburst.family WHERE taxonomy_version = 2 ORDER BY position`,
    );
    expect(rows.map(({ slug }) => slug)).toEqual(['blue', 'pink', 'red', 'silver']);
    expect(rows[3]).toEqual({ slug: 'silver', name: 'Silver', swatch: ['#C0C0C0'] });
    const taxonomy = await syncTaxonomy(pool);
    expect(taxonomy.finishes.get('moon-dust')).toEqual({
      slug: 'moon-dust',
      name: 'Moon Dust',
      family: 'silver',
      makers: ['Suhr'],
      aliases: ['Lunar Dust'],
      codes: [
        { code: 'MDT', maker: null },
        { code: 'MD', maker: 'Tom Anderson' },
        { code: '1969', maker: null },
      ],
      translations: [],
      swatch: ['#C0C0C0'],
      origin: 'extension',
    });
    expect(taxonomy.finishes.get('näçre-rose')).toMatchObject({ aliases: ['rosé'], swatch: ['#ffc0cb'] });
    const moonDust = { kind: 'alias', finish: { slug: 'moon-dust' } };
    expect(taxonomy.match('MDT')).toMatchObject(moonDust);
    expect(taxonomy.match('MD', 'Tom Anderson')).toMatchObject(moonDust);
    expect(taxonomy.match('Tom Anderson MD')).toMatchObject(moonDust);
    expect(taxonomy.match('lunar dust')).toMatchObject(moonDust);
    expect(taxonomy.match('rosé')).toMatchObject({ kind: 'alias', finish: { slug: 'näçre-rose' } });
  });

  it('is refused by commands until it is migrated, and then taken', async () => {
    const { url } = await createFirstRelease();
    const refused = await honeyburst(['suggestions'], { DATABASE_URL: url });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('run honeyburst migrate');
    expect((await honeyburst(['migrate'], { DATABASE_URL: url })).status).toBe(0);
    const taken = await honeyburst(['suggestions', '--json'], { DATABASE_URL: url });
    expect(taken.status).toBe(0);
    expect(JSON.stringify(JSON.parse(taken.stdout))).toContain('missing');
  });
});

it('a database that is newer than the program is left alone, and the error says so', async () => {
  const { url, pool } = await createTestDatabase();
  await pool.query(`INSERT INTO honeyburst.migration (name, run_on) VALUES ('9999_next', now())`);
  for (const command of ['migrate', 'backfill']) {
    const { status, stderr } = await honeyburst([command], { DATABASE_URL: url });
    expect({ command, status }).toEqual({ command, status: 2 });
    expect(stderr).toContain('The database is newer than this program, which does not know 9999_next');
  }
});

it('migrations that fail half-way leave nothing, and run when they are mended', async () => {
  const { folder, remove } = await makeFolder();
  onTestFinished(remove);
  const migrations = join(folder, 'migrations');
  await mkdir(migrations);
  await cp('migrations', migrations, { recursive: true });
  const broken = join(migrations, '9999_broken.sql');
  await writeFile(broken, 'CREATE TABLE honeyburst.half (id int); INSERT INTO honeyburst.half SELECT 1 / 0;');
  const tables = (pool: Pool) =>
    pool.query(`SELECT count(*)::int AS count FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname IN ('honeyburst', 'analytics', 'custom_vision_client', 'custom_vision_server') AND c.relkind IN ('r', 'v')
                   AND c.relname NOT IN ('migration', 'migration_lock')`);

  const { pool } = await createEmptyDatabase();
  await expect(migrate(pool, testLog, { from: migrations })).rejects.toThrow('division by zero');
  expect((await tables(pool)).rows).toEqual([{ count: 0 }]);
  // The connection that failed is not kept with its lock or in its transaction.
  await expect(migrate(pool, testLog, { from: migrations })).rejects.toThrow('division by zero');
  await writeFile(broken, 'CREATE TABLE honeyburst.half (id int);');
  expect((await migrate(pool, testLog, { from: migrations })).length).toBe(names.length + 1);
  expect((await tables(pool)).rows[0].count).toBeGreaterThan(30);
});

function without(row: object, columns: readonly string[] = []): object {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column)));
}
