import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createSeededDatabase } from '../analytics/seed.js';
import { createLogin } from './logins.js';

/** The error code of each statement for that login; undefined where it succeeded. */
async function tryAll(
  url: string,
  statements: readonly string[],
): Promise<Record<string, string | undefined>> {
  const client = new pg.Client(url);
  await client.connect();
  const codes: Record<string, string | undefined> = {};
  for (const statement of statements) {
    codes[statement] = await client.query(statement).then(
      () => undefined,
      (error: pg.DatabaseError) => error.code,
    );
  }
  await client.end();
  return codes;
}

/** Insufficient privilege, or a view that nobody can write. */
const refusals = ['42501', '55000'];
const notRefused = (codes: Record<string, string | undefined>) =>
  Object.entries(codes).filter(([, code]) => code === undefined || !refusals.includes(code));

/** What no login but the owner's may do. */
const forEveryone = [
  'CREATE TABLE honeyburst.mine (id int)',
  'CREATE TABLE analytics.mine (id int)',
  'CREATE TABLE public.mine (id int)',
  'CREATE SCHEMA mine',
  'CREATE ROLE mine',
  'CREATE DATABASE mine',
  'DROP TABLE honeyburst.listing',
  'DROP SCHEMA honeyburst CASCADE',
  'DROP VIEW analytics.decision',
  'ALTER TABLE honeyburst.listing ADD COLUMN mine int',
  'ALTER TABLE honeyburst.review DISABLE TRIGGER review_append_only',
  'CREATE OR REPLACE FUNCTION honeyburst.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$',
  'CREATE TRIGGER mine AFTER INSERT ON honeyburst.listing EXECUTE FUNCTION honeyburst.listing_fresh()',
  'CREATE EXTENSION file_fdw',
  "COPY (SELECT 1) TO PROGRAM 'true'",
  "COPY (SELECT 1) TO '/tmp/honeyburst-roles-test'",
  "SELECT pg_read_file('/etc/passwd')",
  "SELECT pg_ls_dir('/')",
  "SELECT lo_export(1, '/tmp/honeyburst-roles-test')",
  'SELECT * FROM pg_authid',
  'ALTER SYSTEM SET work_mem = 64',
  'SET session_replication_role = replica',
  'SET ROLE postgres',
  "INSERT INTO honeyburst.migration (name, run_on) VALUES ('9', now())",
  "UPDATE honeyburst.api_token SET role = 'admin'",
  "INSERT INTO honeyburst.api_token (name, role, sha256) VALUES ('me', 'admin', '')",
];

describe('a login with the role', () => {
  it('honeyburst_analyst reads the views, and no table; it writes nothing and calls nothing that does', async () => {
    const database = await createSeededDatabase();
    const url = await createLogin(database, 'honeyburst_analyst');
    const { rows: relations } = await database.pool.query<{ name: string; schema: string }>(
      `SELECT format('%I.%I', schemaname, name) AS name, schemaname AS schema FROM (
         SELECT schemaname, tablename AS name FROM pg_tables UNION ALL SELECT schemaname, viewname FROM pg_views) r
        WHERE schemaname IN ('honeyburst', 'custom_vision_client', 'custom_vision_server', 'bullmq', 'analytics')`,
    );
    const views = relations.filter(({ schema }) => schema === 'analytics').map(({ name }) => name);
    const tables = relations.filter(({ schema }) => schema !== 'analytics').map(({ name }) => name);
    expect([views.length, tables.length].map((count) => count > 14)).toEqual([true, true]);
    const reads = await tryAll(
      url,
      views.map((view) => `SELECT * FROM ${view}`),
    );
    expect(Object.values(reads).every((code) => code === undefined)).toBe(true);
    expect(
      notRefused(
        await tryAll(
          url,
          tables.map((table) => `SELECT * FROM ${table}`),
        ),
      ),
    ).toEqual([]);
    const writes = [...tables, ...views].flatMap((name) => [
      `INSERT INTO ${name} SELECT * FROM ${name} LIMIT 0`,
      `DELETE FROM ${name}`,
      ...(tables.includes(name) ? [`TRUNCATE ${name}`] : []),
    ]);
    expect(notRefused(await tryAll(url, writes))).toEqual([]);
    const { rows: functions } = await database.pool.query<{ call: string }>(
      `SELECT format('SELECT %s(%s)', p.oid::regproc, (SELECT string_agg('NULL::' || format_type(t, NULL), ', ') FROM unnest(p.proargtypes) t)) AS call
         FROM pg_proc p WHERE pronamespace IN ('honeyburst'::regnamespace, 'bullmq'::regnamespace) AND prorettype <> 'trigger'::regtype`,
    );
    expect(functions.length).toBeGreaterThan(20);
    expect(
      notRefused(
        await tryAll(
          url,
          functions.map(({ call }) => call),
        ),
      ),
    ).toEqual([]);
    const { rows: sequences } = await database.pool.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, sequencename) AS name FROM pg_sequences WHERE schemaname <> 'public'`,
    );
    expect(
      notRefused(
        await tryAll(
          url,
          sequences.map(({ name }) => `SELECT nextval('${name}')`),
        ),
      ),
    ).toEqual([]);
    expect(notRefused(await tryAll(url, forEveryone))).toEqual([]);
  });

  it('honeyburst_worker sees no key and no review, and deletes nothing that it wrote', async () => {
    const database = await createSeededDatabase();
    const url = await createLogin(database, 'honeyburst_worker');
    const secrets = [
      'honeyburst.api_token',
      'honeyburst.session_key',
      'honeyburst.session',
      'custom_vision_server.signing_key',
      'honeyburst.review',
    ];
    const refused = [
      ...forEveryone,
      ...secrets.map((table) => `SELECT * FROM ${table}`),
      ...[
        'custom_vision_server.project',
        'honeyburst.hook_message',
        'honeyburst.webhook_delivery',
        'analytics.decision',
      ].map((table) => `SELECT * FROM ${table}`),
      ...['listing', 'enrichment', 'prediction', 'suggestion', 'model', 'finish'].flatMap((table) => [
        `DELETE FROM honeyburst.${table}`,
        `TRUNCATE honeyburst.${table}`,
      ]),
      'UPDATE honeyburst.prediction SET confidence = 1',
      "UPDATE honeyburst.model SET folder = '/tmp/mine'",
      "INSERT INTO honeyburst.review (suggestion_id, reviewer, decision) VALUES (1, 'me', 'accepted')",
      'SELECT honeyburst.watch_listings(true)',
      'DELETE FROM bullmq.migration',
      'DROP TABLE bullmq.job',
    ];
    expect(notRefused(await tryAll(url, refused))).toEqual([]);
  });

  it('honeyburst_serve checks keys without making any, and changes no review', async () => {
    const database = await createSeededDatabase();
    const url = await createLogin(database, 'honeyburst_serve');
    const refused = [
      ...forEveryone,
      ...["UPDATE honeyburst.review SET reviewer = 'me'", 'DELETE FROM honeyburst.review'],
      ...[
        "UPDATE honeyburst.session_key SET secret = ''",
        "UPDATE custom_vision_server.signing_key SET secret = ''",
      ],
      ...['DELETE FROM honeyburst.suggestion', 'UPDATE honeyburst.model SET live = false'],
    ];
    expect(notRefused(await tryAll(url, refused))).toEqual([]);
    const { rows } = await database.pool.query('SELECT count(*)::int AS reviews FROM honeyburst.review');
    expect(rows[0].reviews).toBeGreaterThan(5);
  });
});
