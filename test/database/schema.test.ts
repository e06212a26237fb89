import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { migrate } from '../../src/database/migrate.js';
import { testLog } from '../support/database.js';
import { createSystemDatabase, findSystemPostgres, run } from '../support/system-postgres.js';

const file = new URL('../schema.sql', import.meta.url);
const update = process.env.UPDATE_SCHEMA === '1';
const committed = await readFile(file, 'utf8').catch(() => '');
const skip = await whyToSkip();
if (skip) process.stderr.write(`The database schema is not compared with test/schema.sql: ${skip}.\n`);

it.skipIf(skip)('the schema after all migrations is the one that test/schema.sql holds', async () => {
  const { pool, url } = await createSystemDatabase();
  await migrate(pool, testLog);
  const { stdout } = await run(
    'pg_dump',
    // BullMQ brings its schema and changes it with its own releases.
    ['--schema-only', '--no-owner', '--exclude-schema=bullmq', url],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  const schema = `${header(await version())}\n${toStatements(stdout)}`;
  if (update) await writeFile(file, schema);
  else
    expect(schema, 'Check the change, then run UPDATE_SCHEMA=1 npx vitest run test/database/schema').toBe(
      committed,
    );
});

function header(major: number): string {
  return `-- The schema after all migrations, by pg_dump of PostgreSQL ${major}. To write it anew:
-- UPDATE_SCHEMA=1 npx vitest run test/database/schema
`;
}

/** A dump without settings, comments of pg_dump and blank lines, which differ between its releases and runs. */
function toStatements(dump: string): string {
  return dump
    .split('\n')
    .map((line) => line.replace(/^(ALTER DEFAULT PRIVILEGES) FOR ROLE \w+/, '$1'))
    .filter((line) => !/^(--|SET |SELECT pg_catalog\.set_config|\\(un)?restrict |\s*$)/.test(line))
    .map((line) => `${line}\n`)
    .join('')
    .replace(/^(?=(?:CREATE|ALTER|COMMENT|GRANT|REVOKE)\b)/gm, (_, at) => (at === 0 ? '' : '\n'));
}

async function version(): Promise<number> {
  const found = await findSystemPostgres();
  if ('missing' in found) throw new Error(found.missing);
  return found.version;
}

/** Releases of PostgreSQL print views in different ways, so only the release that wrote the file can be compared. */
async function whyToSkip(): Promise<string | undefined> {
  const found = await findSystemPostgres();
  if ('missing' in found) return found.missing;
  if (update || committed.startsWith(header(found.version))) return undefined;
  return `it was not written by PostgreSQL ${found.version}, the server of this system`;
}
