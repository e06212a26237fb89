import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { QueueLocation } from '#dist/queue/backend.js';
import { benchFile } from './paths.js';
import { timed } from './statistics.js';

export interface LoopOptions {
  location: Pick<QueueLocation, 'name' | 'redisUrl' | 'databaseUrl'>;
  /** Worker loops in each process. */
  loops: number;
  photoMs: number;
  concurrency: number;
  connections: number;
  depth: number;
  /** Absent: until the ledger is drained. */
  seconds?: number;
}

export interface LoopReport {
  /** Listings that each loop did. */
  listings: number[];
  cpuMs: number;
}

/** Runs worker-loops.ts in so many processes at once; returns what each reports, and how long all of them took. */
export async function runWorkerProcesses(
  processes: number,
  options: LoopOptions,
): Promise<{ reports: LoopReport[]; seconds: number }> {
  const workers = Array.from({ length: processes }, () =>
    fork(benchFile('rig/worker-loops.js'), [JSON.stringify(options)]),
  );
  try {
    await Promise.all(workers.map((worker) => nextMessage(worker)));
    const { result, seconds } = await timed(() => {
      const reports = workers.map((worker) => nextMessage<LoopReport>(worker));
      for (const worker of workers) worker.send('begin');
      return Promise.all(reports);
    });
    return { reports: result, seconds };
  } finally {
    for (const worker of workers) worker.kill();
  }
}

async function nextMessage<Message>(worker: ChildProcess): Promise<Message> {
  const listening = new AbortController();
  const { signal } = listening;
  const ended = once(worker, 'exit', { signal }).then(([status]) => {
    throw new Error(`a worker process ended early with status ${status}`);
  });
  // The loser of the race is abandoned.
  ended.catch(() => {});
  try {
    const [message] = await Promise.race([once(worker, 'message', { signal }), ended]);
    return message;
  } finally {
    listening.abort();
  }
}
