import { expect, it, onTestFinished } from 'vitest';
import { createBackgroundWork } from '../../../src/custom-vision/server/background-work.js';
import type { Pool } from '../../../src/database/pool.js';
import { createTestDatabase, testLog } from '../../support/database.js';

/** Runs the work "a" for as long as it waits; `done` ends it, as the work itself would. */
function start(pool: Pool, work: { waits: boolean }) {
  let looked = 0;
  let running = 0;
  let done = () => {};
  const background = createBackgroundWork({
    pool,
    log: testLog,
    name: 'work',
    waiting: async () => {
      looked++;
      return work.waits ? ['a'] : [];
    },
    run: async (_, signal) => {
      running++;
      await new Promise<void>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        done = () => {
          work.waits = false;
          resolve();
        };
      });
      running--;
    },
  });
  onTestFinished(() => background.close());
  return {
    background,
    running: () => running,
    done: () => done(),
    /** Resolves after all that waits has been tried. */
    async tried() {
      const before = looked;
      background.wake();
      // Each look comes after all that the one before it found was tried.
      while (looked < before + 2) {
        background.wake();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

it('does a piece of work in one process only', async () => {
  const { pool } = await createTestDatabase();
  const work = { waits: true };
  const first = start(pool, work);
  await until(() => first.running() === 1);
  const second = start(pool, work);
  await second.tried();
  expect(second.running()).toBe(0);
  first.done();
  await first.background.close();
  await second.tried();
  expect(second.running()).toBe(0);
});

it('takes up the work of a process whose connection is gone', async () => {
  const { pool } = await createTestDatabase();
  const work = { waits: true };
  const first = start(pool, work);
  await until(() => first.running() === 1);
  await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND state = 'idle in transaction'`,
  );
  const second = start(pool, work);
  await until(() => {
    second.background.wake();
    return second.running() === 1;
  });
  second.done();
});

it('tells the work under way to give up when it is closed', async () => {
  const { pool } = await createTestDatabase();
  const work = { waits: true };
  const first = start(pool, work);
  await until(() => first.running() === 1);
  await first.background.close();
  expect(work.waits).toBe(true);
  const second = start(pool, work);
  await until(() => second.running() === 1);
});
