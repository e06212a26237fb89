import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { HoneyburstError } from '../errors.js';
import type { Log } from '../log.js';
import { keepServer } from './keep-server.js';
import { withLock } from './lock-file.js';
import { loadBinaries, reachableFolder, runServerTool, serverUser } from './server-program.js';

const databaseName = 'honeyburst';
const keeperName = 'honeyburst-keeper';

export interface EmbeddedServer {
  url: string;
  /** Stops the server, unless another command of ours uses it. */
  release(): Promise<void>;
}

/** Whether an embedded database exists under `home`. */
export async function hasEmbeddedDatabase(home: string): Promise<boolean> {
  return existsSync(home) && existsSync(join(await dataFolder(home), 'PG_VERSION'));
}

async function dataFolder(home: string): Promise<string> {
  return join(await reachableFolder(home), 'postgres');
}

/**
 * Starts a real PostgreSQL under `home`, from the binaries of the npm package. Commands share one server: the first one
 * starts it, later ones connect, and the last one stops it. A command killed with -9 leaves a server that the next command
 * finds and uses. If the server dies, the commands that use it start it again.
 */
export async function startEmbeddedServer(home: string, log: Log): Promise<EmbeddedServer> {
  await mkdir(home, { recursive: true });
  const data = await dataFolder(home);
  const locked = <T>(work: () => Promise<T>) => withLock(join(home, 'postgres.lock'), work);
  return locked(async () => {
    const password = await initialise(data, log);
    const port = (await runningPort(data)) ?? (await startServer(data, log));
    const url = (database: string) => `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;
    await createDatabase(url('postgres'));
    const keeper = keepServer({
      url: url('postgres'),
      name: keeperName,
      log,
      ensureRunning: () =>
        locked(async () => {
          if ((await runningPort(data)) !== undefined) return;
          log.warn({ folder: data }, 'the embedded database has stopped: starting it again');
          await startServer(data, log);
        }),
    });
    return {
      url: url(databaseName),
      async release() {
        await keeper.stop();
        await locked(() => stopIfUnused(url('postgres'), data, log));
      },
    };
  });
}

/** Creates the cluster if it does not exist; returns the password of its superuser. */
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
  const password = randomBytes(18).toString('hex');
  // Created in another place first, so that an interrupted attempt does not pass for a cluster.
  const unfinished = `${data}.unfinished`;
  try {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true, mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (user.uid !== undefined && user.gid !== undefined) {
      await chown(unfinished, user.uid, user.gid);
      await chown(passwordFile, user.uid, user.gid);
    }
    await runServerTool(initdb, [
      `--pgdata=${unfinished}`,
      '--auth=scram-sha-256',
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
    ]);
    await rename(unfinished, data);
  } catch (cause) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    throw await serverFailure(data, cause);
  }
  return password;
}

async function startServer(data: string, log: Log): Promise<number> {
  const { pg_ctl } = await loadBinaries();
  const port = await choosePort(data);
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200`;
  const args = ['start', '-w', '-t', '60', '-D', data, '-l', join(data, 'server.log'), '-o', options];
  for (let tried = 1; ; tried++) {
    try {
      await runServerTool(pg_ctl, args);
      log.debug({ port, folder: data }, 'embedded database started');
      return port;
    } catch (cause) {
      if (tried === 3) throw await serverFailure(data, cause);
      // The sessions of a killed server hold its shared memory until they notice.
      await sleep(500);
    }
  }
}

/** The port of the server that runs on this data folder; undefined if none answers. */
async function runningPort(data: string): Promise<number | undefined> {
  const file = join(data, 'postmaster.pid');
  const lines = await readFile(file, 'utf8').then(
    (text) => text.split('\n'),
    () => [],
  );
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!pid || !port) return undefined;
  const { pg_ctl } = await loadBinaries();
  const alive = await runServerTool(pg_ctl, ['status', '-D', data]).then(
    () => true,
    () => false,
  );
  if (!alive) return undefined;
  // A server accepts connections from a moment after it writes the file until it ends.
  for (let tried = 0; tried < 20; tried++) {
    if (await isListening(port)) return port;
    await sleep(100);
  }
  // Another process has the number of the dead server now, and the next server would not start because of it.
  await rm(file, { force: true });
  return undefined;
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client(url);
  client.on('error', () => {});
  await client.connect();
  try {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [databaseName]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${databaseName}`);
  } finally {
    await client.end().catch(() => {});
  }
}

async function stopIfUnused(url: string, data: string, log: Log): Promise<void> {
  const client = new pg.Client(url);
  // Stopping the server closes this connection as well.
  client.on('error', () => {});
  try {
    await client.connect();
    const others = await client.query<{ count: number }>(
      'SELECT count(*) FROM pg_stat_activity WHERE datname = $1 OR application_name = $2',
      [databaseName, keeperName],
    );
    if ((others.rows[0]?.count ?? 0) > 0) return;
  } catch {
    return; // It is not running any more.
  } finally {
    await client.end().catch(() => {});
  }
  const { pg_ctl } = await loadBinaries();
  await runServerTool(pg_ctl, ['stop', '-w', '-m', 'fast', '-D', data]).catch(async (cause) => {
    throw await serverFailure(data, cause);
  });
  log.debug('embedded database stopped');
}

/** Combines the output of the program with the last lines of the server's log. */
async function serverFailure(data: string, cause: unknown): Promise<HoneyburstError> {
  const detail = cause instanceof Error ? cause.message : String(cause);
  const logFile = join(data, 'server.log');
  const noted = await readFile(logFile, 'utf8').catch(() => '');
  const lines = noted.split('\n').filter((line) => /(FATAL|PANIC|ERROR): /.test(line));
  return new HoneyburstError(
    `The embedded PostgreSQL in ${data} failed: ${[detail, ...lines.slice(-2)].join('\n')}\nIts log is ${logFile}. Check that the disk is not full and that the user who runs it can read HONEYBURST_HOME, then run the command again: nothing is lost. Or set DATABASE_URL to use another server.`,
    { code: 'embedded_postgres_failed', stage: 'database', cause },
  );
}

/** The port of the last run, which running commands know, unless another program has taken it. */
async function choosePort(data: string): Promise<number> {
  const started = await readFile(join(data, 'postmaster.opts'), 'utf8').catch(() => '');
  const last = Number(/"-p" "(\d+)"/.exec(started)?.[1] ?? 0);
  return (last > 0 ? await freePort(last).catch(() => undefined) : undefined) ?? freePort(0);
}

async function freePort(wanted: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(wanted, '127.0.0.1', resolve),
  );
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
