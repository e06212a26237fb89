/**
 * A process of worker loops, started by other benches: photos cost nothing but the time that a classifier would take.
 * Tells its parent when it is ready, begins at a message, and tells at the end what each loop did and what it cost.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPool } from '../dist/database/pool.js';
import { enrich } from '../dist/enrichment/enrich.js';
import { runWorker } from '../dist/enrichment/worker.js';
import { createLog } from '../dist/log.js';
import { createQueue } from '../dist/queue/queue.js';
import { createWorker } from '../dist/queue/worker.js';
import { freeStages } from './free-stages.js';

const { location, loops, photoMs, concurrency, connections, depth, seconds } = JSON.parse(process.argv[2]);
const log = createLog('error', false);
const pool = createPool(location.databaseUrl, { size: connections, log });
await pool.query('SELECT');
process.send('ready');
await new Promise((resolve) => process.once('message', resolve));

const cpu = process.cpuUsage();
const stopping = new AbortController();
// A dispatcher and a listener for each loop.
setMaxListeners(0, stopping.signal);
const drain = seconds === undefined;
const running = Array.from({ length: loops }, async () => {
  const queue = createQueue({ ...location, log, attempts: 4, backoffMs: 100 });
  const stages = freeStages({ pool, log, photoMs });
  const summary = await runWorker(
    {
      pool,
      queue,
      log,
      enrich: (id, options) => enrich(stages, id, options),
      startTaking: (process) => createWorker({ ...location, log, concurrency, enrich: process }),
    },
    { drain, signal: stopping.signal, shutdownTimeoutMs: 10_000, depth },
  );
  await queue.close();
  return summary.suggested + summary.confirmed;
});
if (!drain) {
  await sleep(seconds * 1000);
  stopping.abort();
}
const listings = await Promise.all(running);
const { user, system } = process.cpuUsage(cpu);
process.send({ listings, cpuMs: (user + system) / 1000 });
await pool.end();
process.disconnect();
