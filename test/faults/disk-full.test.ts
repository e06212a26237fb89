import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { download } from '../../src/backbone/download.js';
import { whenAvailable } from '../../src/database/available.js';
import { startEmbeddedServer } from '../../src/database/embedded.js';
import { silentProgress } from '../../src/progress.js';
import { writeWholeFile } from '../../src/write-file.js';
import { testLog } from '../support/database.js';
import { createTestServer } from '../support/http-server.js';
import { startPostgresAt } from './own-postgres.js';

/** A disk of its own, or undefined where we may not mount one. */
async function mountDisk(megabytes: number): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'honeyburst-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
  } catch {
    await rm(folder, { recursive: true });
    return undefined;
  }
  chmodSync(folder, 0o755);
  onTestFinished(async () => {
    execFileSync('umount', ['-l', folder]);
    await rm(folder, { recursive: true });
  });
  return folder;
}

/** Takes all the room that is left; returns what gives it back. */
async function fill(folder: string): Promise<() => Promise<void>> {
  const ballast = join(folder, 'ballast');
  const file = await open(ballast, 'w');
  try {
    for (const bytes of [1 << 20, 4096]) {
      const block = Buffer.alloc(bytes, 1);
      for (let full = false; !full; )
        await file.write(block).catch(() => {
          full = true;
        });
    }
  } finally {
    await file.close();
  }
  return () => rm(ballast);
}

const disk = 'a disk of its own cannot be mounted here (needs root): skipped';

it('a full disk under caches and models is said with its place, and nothing half is left', async (context) => {
  const home = await mountDisk(2);
  if (!home) return context.skip(disk);
  const cache = join(home, 'cache', 'embeddings');
  await writeWholeFile(join(cache, 'one'), Buffer.alloc(100_000));
  const makeRoom = await fill(home);
  const failing = expect(writeWholeFile(join(cache, 'two'), Buffer.alloc(100_000))).rejects;
  await failing.toMatchObject({ code: 'disk_full', message: expect.stringContaining(cache) });
  expect(await readdir(cache)).toEqual(['one']);

  const body = Buffer.alloc(500_000, 7);
  const { url } = await createTestServer({
    '/backbone.onnx': (_, response) =>
      void response.writeHead(200, { 'content-length': body.length, etag: '"1"' }).end(body),
  });
  const file = join(home, 'backbone.onnx');
  const load = () => download(new URL(`${url}/backbone.onnx`), file, silentProgress);
  await expect(load()).rejects.toMatchObject({ message: expect.stringContaining(home) });
  expect(existsSync(file)).toBe(false);
  await makeRoom();
  await load();
  await writeWholeFile(join(cache, 'two'), Buffer.alloc(100_000));
});

it('a full disk under the embedded database is said at the start, and waited for under way', async (context) => {
  const tiny = await mountDisk(8);
  if (!tiny) return context.skip(disk);
  await expect(startEmbeddedServer(tiny, testLog)).rejects.toMatchObject({
    code: 'embedded_postgres_failed',
    message: expect.stringMatching(/No space left on device[\s\S]*is the disk full/),
  });

  const home = (await mountDisk(220))!;
  const { pool } = await startPostgresAt(home);
  await pool.query('CREATE TABLE note (id serial, text text)');
  const makeRoom = await fill(home);
  const write = () =>
    pool.query(`INSERT INTO note (text) SELECT repeat(md5(i::text), 20) FROM generate_series(1, 20000) i`);
  await expect(write()).rejects.toThrow();
  let written = false;
  const waiting = whenAvailable(pool, write).then(() => {
    written = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(written).toBe(false);
  await makeRoom();
  await waiting;
  const { rows } = await pool.query('SELECT count(*) FROM note');
  expect(rows).toEqual([{ count: 20_000 }]);
}, 90_000);
