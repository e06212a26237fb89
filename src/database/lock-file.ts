import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { HoneyburstError } from '../errors.js';

const beatMs = 1000;
/** A holder that does not touch the file for this long has died, even if another process has its number now. */
const deadAfterMs = 10_000;
const patienceMs = 90_000;

/**
 * Runs `work` while holding a lock file that names our process. The lock of a dead holder is taken over: at once if no
 * process has its number, else once the file is no longer touched (numbers are reused, in containers at once).
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const mine = `${process.pid} ${randomUUID()}`;
  await acquire(file, mine);
  const beating = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => {}), beatMs);
  try {
    return await work();
  } finally {
    clearInterval(beating);
    if ((await read(file)) === mine) await rm(file, { force: true });
  }
}

async function acquire(file: string, mine: string): Promise<void> {
  const startedAt = performance.now();
  // Our own monotonic clock tells how long the file has not changed, because the wall clock may jump.
  let seen = { text: '', touched: 0, at: startedAt };
  for (;;) {
    const created = await writeFile(file, mine, { flag: 'wx' }).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false;
        throw error;
      },
    );
    if (created) return;
    const text = await read(file);
    const touched = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    const now = performance.now();
    if (text !== seen.text || touched !== seen.touched) seen = { text, touched, at: now };
    const holder = Number.parseInt(text, 10);
    const died = holder > 0 && !isAlive(holder);
    if (died || now - seen.at > deadAfterMs) await takeAway(file, text);
    else if (now - startedAt > patienceMs) {
      throw new HoneyburstError(`${file} is held by process ${holder}, which does not release it.`, {
        code: 'embedded_postgres_locked',
        stage: 'database',
      });
    } else await sleep(100);
  }
}

/** Removes the lock of this dead holder, and no other: another waiter may just have taken it over. */
async function takeAway(file: string, dead: string): Promise<void> {
  const aside = `${file}.${process.pid}`;
  await rename(file, aside).catch(() => {});
  if ((await read(aside)) !== dead) await link(aside, file).catch(() => {});
  await rm(aside, { force: true });
}

function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
