/**
 * A process of worker loops that other benches start (see start-workers.ts): photos cost nothing but the time that a
 * classifier would take. It tells its parent when it is ready, begins on a message, and reports what each loop did.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPool } from '#dist/database/pool.js';
import { createLog } from '#dist/log.js';
import { freeStages } from './free-stages.js';
import { runBenchWorker } from './queue.js';
import type { LoopOptions, LoopReport } from './start-workers.js';
import { cpuMs } from './statistics.js';

const { location, loops, photoMs, concurrency, connections, depth, seconds }: LoopOptions = JSON.parse(
  process.argv[2]!,
);
const log = createLog('error', false);
const pool = createPool(location.databaseUrl, { size: connections, log });
await pool.query('SELECT');
process.send?.('ready');
await new Promise((resolve) => process.once('message', resolve));

const before = cpuMs();
const stopping = new AbortController();
// Each loop adds a dispatcher and a listener.
setMaxListeners(0, stopping.signal);
const running = Array.from({ length: loops }, async () => {
  const summary = await runBenchWorker({ ...location, log }, freeStages({ pool, log, photoMs }), {
    concurrency,
    drain: seconds === undefined,
    signal: stopping.signal,
    depth,
  });
  return summary.suggested + summary.confirmed;
});
if (seconds !== undefined) {
  await sleep(seconds * 1000);
  stopping.abort();
}
const listings = await Promise.all(running);
process.send?.({ listings, cpuMs: cpuMs() - before } satisfies LoopReport);
await pool.end();
process.disconnect();
