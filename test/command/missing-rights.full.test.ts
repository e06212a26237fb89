import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createLogin } from '../roles/logins.js';
import { createTestDatabase } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { helpOf } from '../support/help.js';
import { honeyburst } from '../support/program.js';

/** Arguments with which each command asks the database for something; none: it does without a database. */
const commands: Record<string, string[][] | undefined> = {
  quickstart: [['quickstart', '--exit']],
  doctor: [['doctor']],
  migrate: [['migrate']],
  import: [['import', 'LISTINGS']],
  backfill: [['backfill']],
  worker: [['worker', '--drain']],
  serve: [['serve', '--port', '0']],
  tokens: [
    ['tokens', 'list'],
    ['tokens', 'create', 'x', '--role', 'admin'],
    ['tokens', 'revoke', 'x'],
  ],
  prune: [['prune']],
  suggestions: [['suggestions']],
  models: [
    ['models', 'list'],
    ['models', 'promote', 'x'],
    ['models', 'import', 'reference'],
  ],
  taxonomy: [['taxonomy']],
};

it('every command says which right its login lacks, and the remedy, without a stack', async () => {
  const database = await createTestDatabase(onTestFinished, { taxonomy: true });
  const { folder, remove } = await makeFolder();
  onTestFinished(remove);
  const listings = join(folder, 'listings.csv');
  await writeFile(listings, 'external_id,photo_urls\na,http://photos.test/a.jpg\n');
  const environment = {
    DATABASE_URL: await createLogin(database, 'honeyburst_analyst'),
    HONEYBURST_HOME: folder,
  };
  const help = await helpOf();
  for (const [name, calls] of Object.entries(commands)) {
    expect(help).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    for (const call of calls!) {
      const args = call.map((arg) => (arg === 'LISTINGS' ? listings : arg));
      const { status, stdout, stderr } = await honeyburst(args, environment);
      const said = stdout + stderr;
      expect([args, status > 0, said.includes('permission denied')], said).toEqual([args, true, true]);
      expect(said).toMatch(/needs the rights of (the role honeyburst_\w+|the owner of the database)/);
      expect(said).toMatch(/GRANT honeyburst_\w+ TO|set DATABASE_URL to the login of the owner/);
      expect(said).not.toMatch(/^ +at /m);
    }
  }
  const { rows } = await database.pool.query('SELECT count(*)::int AS listings FROM honeyburst.listing');
  expect(rows).toEqual([{ listings: 0 }]);
});
