// A worker in a process of its own, for tests that kill it: runs the compiled program (npm run build).
import { createPool } from '../../dist/database/pool.js';
import { enrich } from '../../dist/enrichment/enrich.js';
import { runWorker } from '../../dist/enrichment/worker.js';
import { createLog } from '../../dist/log.js';
import { preparePhoto } from '../../dist/photo/decode.js';
import { createPhotoFetcher } from '../../dist/photo/fetch.js';
import { createQueue } from '../../dist/queue/queue.js';
import { createWorker } from '../../dist/queue/worker.js';
import { createColourClassifier } from './colour-classifier.mjs';

const { location, limits, attempts, backoffMs, concurrency, depth, lockDurationMs, stuckAfterMs } =
  JSON.parse(process.argv[2]);
const log = createLog('silent', false);
const pool = createPool(location.databaseUrl, { size: 6, log });
const queue = createQueue({ ...location, log, attempts, backoffMs });
const fetcher = createPhotoFetcher(limits, { log });
const classifier = createColourClassifier();
const dependencies = {
  pool,
  fetchPhoto: (url) => {
    if (url.includes('poison')) process.kill(process.pid, 'SIGKILL');
    return fetcher.fetch(url);
  },
  preparePhoto,
  openClassifier: async () => classifier,
  limits,
  attempts,
  log,
};
const stopping = new AbortController();
process.on('SIGTERM', () => stopping.abort());
await runWorker(
  {
    pool,
    queue,
    log,
    enrich: (id, options) => enrich(dependencies, id, options),
    startTaking: (process) =>
      createWorker({ ...location, log, concurrency, lockDurationMs, enrich: process }),
  },
  {
    drain: true,
    signal: stopping.signal,
    shutdownTimeoutMs: 5000,
    depth,
    dispatcher: { idleMs: 50, busyMs: 20, reconcileEveryMs: 200, lostAfterMs: 1000, stuckAfterMs },
  },
);
await fetcher.close();
await queue.close();
await pool.end();
