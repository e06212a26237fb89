import { expect, it } from 'vitest';
import { syncTaxonomy } from '../../src/taxonomy/store.js';
import { insertListing, insertModel } from '../enrichment/catalogue.js';
import { createTestDatabase } from '../support/database.js';
import { honeyburst } from '../support/program.js';
import { ids, work } from './work.js';

it('prune is a command that counts first and deletes then', async () => {
  const { url, pool } = await createTestDatabase();
  await syncTaxonomy(pool);
  await insertModel(pool);
  const listing = await insertListing(pool);
  await work(pool, listing, { former: true, status: 'superseded' });
  const dry = await honeyburst(['prune', '--older-than', '30d', '--dry-run', '--json'], {
    DATABASE_URL: url,
  });
  expect(JSON.parse(dry.stdout)).toMatchObject({ dryRun: true, rows: { enrichment: 1, prediction: 1 } });
  const text = await honeyburst(['prune', '--older-than', '30'], { DATABASE_URL: url });
  expect(text.stdout).toMatch(/^Deleted rows from before [^:]*:[\s\S]*enrichment +1/);
  expect(await ids(pool, 'enrichment')).toEqual([]);
  for (const wrong of ['0', '-1', '90h', 'soon'])
    expect((await honeyburst(['prune', `--older-than=${wrong}`], { DATABASE_URL: url })).status).toBe(2);
});
