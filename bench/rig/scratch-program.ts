import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { startEmbeddedServer } from '#dist/database/embedded.js';
import { createLog } from '#dist/log.js';
import { program } from './paths.js';
import { forgetQueue } from './queue.js';
import { createScratchHome } from './scratch-home.js';

export interface ServeProcess {
  url: string;
  process: ChildProcess;
}

/** The program in a home of its own, with an embedded database and a queue of its own. */
export interface ScratchProgram {
  home: string;
  database: pg.Client;
  /** What the commands get; add to it freely. */
  environment: NodeJS.ProcessEnv;
  /** Runs a command to its end and returns its JSON report. */
  command<Report = unknown>(...args: string[]): Promise<Report>;
  /** The same, with its process while it runs. */
  run<Report = unknown>(...args: string[]): { child: ChildProcess; report: Promise<Report> };
  /** Starts a command that runs until it is killed, at the latest by `close`. */
  start(...args: string[]): ChildProcess;
  /** Starts `serve` on a free port and waits until it is ready. */
  serve(...args: string[]): Promise<ServeProcess>;
  close(): Promise<void>;
}

/** `redisUrl`: where the queue is; undefined: on Postgres. */
export async function openScratchProgram(redisUrl: string | undefined): Promise<ScratchProgram> {
  const { home, remove } = await createScratchHome();
  // This process uses the server too, so the commands share it instead of starting and stopping it.
  const server = await startEmbeddedServer(home, createLog('warn', false));
  const database = new pg.Client(server.url);
  await database.connect();
  const queue = `bench-${randomBytes(4).toString('hex')}`;
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    DATABASE_URL: '',
    REDIS_URL: redisUrl ?? '',
    HONEYBURST_HOME: home,
    HONEYBURST_QUEUE: queue,
    HONEYBURST_LOG_LEVEL: 'warn',
  };
  const children: ChildProcess[] = [];
  const start = (...args: string[]) => {
    const child = spawn(process.execPath, [program, ...args], {
      env: environment,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    children.push(child);
    return child;
  };
  const run = <Report>(...args: string[]) => {
    const options = { env: environment, maxBuffer: 1e8 };
    const ended = promisify(execFile)(process.execPath, [program, ...args, '--json'], options);
    return { child: ended.child, report: ended.then(({ stdout }): Report => JSON.parse(stdout)) };
  };

  return {
    home,
    database,
    environment,
    start,
    run,
    command: <Report>(...args: string[]) => run<Report>(...args).report,
    async serve(...args) {
      const port = await freePort();
      const child = start('serve', '--port', String(port), ...args);
      const url = `http://127.0.0.1:${port}`;
      await until(async () => {
        if (child.exitCode !== null) throw new Error(`serve ended with status ${child.exitCode}`);
        return (await fetch(`${url}/readyz`).catch(() => undefined))?.ok ?? false;
      });
      return { url, process: child };
    },
    async close() {
      for (const child of children) await kill(child);
      if (redisUrl) await forgetQueue(redisUrl, queue);
      await database.end();
      await server.release();
      await remove();
    },
  };
}

/** Kills a process with -9 and waits for its end. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Asks again and again until it is so. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(50);
}

async function freePort(): Promise<number> {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  taken.close();
  await once(taken, 'close');
  return port;
}
