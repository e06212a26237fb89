import { chmod, mkdtemp, rm, statfs } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedServer } from '../../src/database/embedded.js';
import { migrate } from '../../src/database/migrate.js';
import { createPool } from '../../src/database/pool.js';
import { createLog, type Log } from '../../src/log.js';
import { syncTaxonomy } from '../../src/taxonomy/store.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Server that tests make their databases on. */
    databaseUrl: string;
    /** Name of a template on it that holds the built-in taxonomy too. */
    taxonomyDatabase: string;
    /** Absent where no Redis answers: the tests that need one are skipped. */
    redisUrl: string | undefined;
  }
}

/** One real PostgreSQL for the whole run, with migrated templates that each test copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const log = createLog('warn', false);
  const home = await mkdtemp(join(await fastFolder(), 'honeyburst-test-'));
  // The server may run as another user, who must get in.
  await chmod(home, 0o755);
  const server = await startEmbeddedServer(home, log);
  const pool = createPool(server.url, { size: 2, log });
  await migrate(pool, log);
  // What outlives a power cut is not tested here, and waiting for the disk, and statistics of hundreds of databases that
  // live for a second, are most of what a test's database costs.
  const costly = ['fsync', 'full_page_writes', 'synchronous_commit', 'autovacuum', 'track_counts', 'jit'];
  for (const setting of costly) await pool.query(`ALTER SYSTEM SET ${setting} = off`);
  await pool.query('SELECT pg_reload_conf()');
  await pool.end();
  project.provide('databaseUrl', server.url);
  project.provide('taxonomyDatabase', await makeTaxonomyTemplate(server.url, log));

  const redisUrl = process.env.REDIS_URL || 'redis://127.0.0.1:6379';
  const reachable = await isReachable(new URL(redisUrl));
  if (!reachable) process.stderr.write(`No Redis at ${redisUrl}: the tests that need one are skipped.\n`);
  project.provide('redisUrl', reachable ? redisUrl : undefined);

  return async () => {
    await server.release();
    await rm(home, { recursive: true, force: true });
  };
}

/** Memory where there is enough of it: copying a template on a disk takes five times as long. */
async function fastFolder(): Promise<string> {
  const memory = '/dev/shm';
  const space = await statfs(memory).catch(() => undefined);
  return space && space.bavail * space.bsize > 4 * 2 ** 30 ? memory : tmpdir();
}

/** Copies the migrated database, which nobody may use meanwhile, and stores the taxonomy in the copy. */
async function makeTaxonomyTemplate(migrated: string, log: Log): Promise<string> {
  const url = new URL(migrated);
  const name = 'with_taxonomy';
  const template = url.pathname.slice(1);
  url.pathname = '/postgres';
  const admin = createPool(url.href, { size: 1, log });
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  await admin.end();
  url.pathname = `/${name}`;
  const pool = createPool(url.href, { size: 1, log });
  await syncTaxonomy(pool);
  await pool.end();
  return name;
}

function isReachable(url: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: url.hostname, port: Number(url.port || 6379) });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
    socket.setTimeout(1000, () => end(false));
  });
}
