import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { ended, type Pipeline } from '../enrichment/pipeline.js';

export interface WorkerSlots {
  /** kill -9 of one of those that run. */
  kill(pick: (count: number) => number): Promise<void>;
  /** Ends them all; says how those ended that were neither killed nor done. */
  stop(): Promise<(number | string)[]>;
  /** How many have been killed, by us or by themselves. */
  killed(): number;
}

/** As an orchestrator does: a worker that has ended is replaced at once. */
export function keepWorkers(pipeline: Pipeline, count: number): WorkerSlots {
  let over = false;
  let killed = 0;
  const surprises: (number | string)[] = [];
  const running = new Set<ChildProcess>();
  const lanes = Array.from({ length: count }, async () => {
    while (!over) {
      const worker = pipeline.spawnWorker();
      running.add(worker);
      const end = await ended(worker);
      running.delete(worker);
      if (end === 'SIGKILL') killed++;
      // One that has only begun to start knows no graceful end.
      else if (end !== 0 && !(over && end === 'SIGTERM')) surprises.push(end);
    }
  });
  const end = async (signal: NodeJS.Signals) => {
    over = true;
    for (const worker of running) worker.kill(signal);
    await Promise.all(lanes);
  };
  onTestFinished(() => end('SIGKILL'));
  return {
    killed: () => killed,
    async stop() {
      await end('SIGTERM');
      return surprises;
    },
    async kill(pick) {
      while (running.size === 0) await sleep(10);
      const worker = [...running][pick(running.size)]!;
      worker.kill('SIGKILL');
      await ended(worker);
    },
  };
}
