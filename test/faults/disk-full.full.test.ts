import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { download } from '../../src/backbone/download.js';
import { whenAvailable } from '../../src/database/available.js';
import { startEmbeddedServer } from '../../src/database/embedded.js';
import { createPool } from '../../src/database/pool.js';
import { silentProgress } from '../../src/progress.js';
import { writeWholeFile } from '../../src/write-file.js';
import { createTestDatabase, testLog } from '../support/database.js';
import { createTestServer } from '../support/http-server.js';
import { honeyburst } from '../support/program.js';
import { killPostmaster, startPostgresAt } from './own-postgres.js';
import { embeddedUrl, ledgerStates, prepareShop, startProgram } from './program.js';

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
    message: expect.stringMatching(/No space left on device[\s\S]*disk is not full/),
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
});

it('a model that finds no room is not registered and leaves nothing; with room the same command does it', async (context) => {
  const home = await mountDisk(8);
  if (!home) return context.skip(disk);
  const { url, pool } = await createTestDatabase();
  const environment = { HONEYBURST_HOME: home, DATABASE_URL: url };
  expect((await honeyburst(['migrate'], environment)).status).toBe(0);
  const models = join(home, 'models');
  const registered = async () => (await pool.query('SELECT name, live FROM honeyburst.model')).rows;
  const makeRoom = await fill(home);
  const failed = await honeyburst(['models', 'import', 'reference'], environment);
  expect([failed.status, failed.stderr]).toEqual([
    1,
    expect.stringMatching(new RegExp(`\nerror: .*disk of ${models} is full.*Make room.*\\[disk_full\\]`)),
  ]);
  expect(await readdir(models)).toEqual([]);
  expect(await registered()).toEqual([]);
  await makeRoom();
  expect((await honeyburst(['models', 'import', 'reference'], environment)).status).toBe(0);
  expect(await registered()).toEqual([{ name: 'reference', live: true }]);

  // A model that is there stays whole when its successor finds no room.
  const before = await readdir(join(models, 'reference'));
  await fill(home);
  expect((await honeyburst(['models', 'import', 'reference'], environment)).status).toBe(1);
  expect(await readdir(models)).toEqual(['reference']);
  expect(await readdir(join(models, 'reference'))).toEqual(before);
});

it('the real worker goes on by itself when its embedded database has room again', async (context) => {
  const home = await mountDisk(260);
  if (!home) return context.skip(disk);
  onTestFinished(() => killPostmaster(home).catch(() => {}));
  const { environment } = await prepareShop({ listings: 150, photoMs: 60, home });
  const worker = startProgram(['worker', '--drain', '--json'], environment);
  await worker.says(/worker started/);
  const pool = createPool(await embeddedUrl(home), { size: 2, log: testLog });
  onTestFinished(() => pool.end());
  const states = () => whenAvailable(pool, () => ledgerStates(pool));
  const done = async () => (await states()).done ?? 0;
  await expect.poll(done, { interval: 20 }).toBeGreaterThan(5);
  const makeRoom = await fill(home);
  // Takes what the log of the server has set aside for itself; ends as soon as the server refuses.
  await pool
    .query('CREATE TABLE filling AS SELECT repeat(md5(i::text), 30) FROM generate_series(1, 200000) i')
    .then(
      () => expect.fail('there was room'),
      () => {},
    );
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const meanwhile = await states();
  expect(meanwhile.done).toBeLessThan(150);
  await makeRoom();
  expect([await worker.ended, worker.output()]).toEqual([0, expect.anything()]);
  const again = await startEmbeddedServer(home, testLog);
  onTestFinished(() => again.release());
  expect(await states()).toEqual({ done: 150 });
  const { rows } = await pool.query('SELECT count(*) FROM honeyburst.prediction');
  expect(rows).toEqual([{ count: 150 }]);
});

it('a full disk under --out and --report names the path, keeps the old file and leaves no half one', async (context) => {
  const folder = await mountDisk(2);
  if (!folder) return context.skip(disk);
  const { url } = await createTestDatabase();
  const out = join(folder, 'out.csv');
  const run = (file: string) =>
    honeyburst(['analytics', 'export', 'decision', '--out', file], { DATABASE_URL: url });
  expect((await run(out)).status).toBe(0);
  const free = await fill(folder);
  const before = (await readdir(folder)).sort();
  const { status, stderr } = await run(out);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(new RegExp(`disk of ${out} is full.*\\[disk_full\\]`)),
  });
  expect((await readdir(folder)).sort()).toEqual(before);
  const report = join(folder, 'report.html');
  await expect(writeWholeFile(report, 'x'.repeat(10_000))).rejects.toMatchObject({
    code: 'disk_full',
    message: expect.stringContaining(report),
  });
  expect((await readdir(folder)).sort()).toEqual(before);
  await free();
  expect((await run(out)).status).toBe(0);
});
