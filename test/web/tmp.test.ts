import { it } from 'vitest';
import { createTestDatabase } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { seedCatalogue } from './seed.js';
import { startServe } from './serve.js';
import { writeFileSync, existsSync } from 'node:fs';

it('serves for looking', async () => {
  const { url, pool } = await createTestDatabase();
  const { folder } = await makeFolder();
  console.time('seed');
  const seeded = await seedCatalogue(pool, folder);
  console.timeEnd('seed');
  console.time('suggest');
  console.log(await seeded.suggestAgain());
  console.timeEnd('suggest');
  console.time('serve');
  const serve = await startServe({ DATABASE_URL: url, HONEYBURST_HOME: folder, PHOTO_ALLOW_HOSTS: '127.0.0.1', REVIEW_BLIND_SHARE: '0' });
  console.timeEnd('serve');
  writeFileSync('/tmp/web-url', `${serve.url} ${url}`);
  while (!existsSync('/tmp/web-stop')) await new Promise((r) => setTimeout(r, 300));
  await serve.close();
  await seeded.photos.close();
}, 3_600_000);
