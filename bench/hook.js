/**
 * The event hook, through the public commands: requests a second that `serve` takes, signed one by one, and the time
 * from an event to its suggestion with an idle worker and while a backfill runs, with the reference model and four
 * photos a listing from a local server. The queue is on Redis where REDIS_URL names one, else on Postgres. Prints JSON.
 * By hand: npm run build && node bench/hook.js [requests] [events] [backfill listings] [ms between events]
 */
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import pg from 'pg';
import sharp from 'sharp';
import { Webhook } from 'standardwebhooks';
import { startEmbeddedServer } from '../dist/database/embedded.js';
import { createLog } from '../dist/log.js';

const [requests = 2000, events = 60, backfillListings = 3000, eventEveryMs = 1000] = process.argv
  .slice(2)
  .map(Number);
const senders = 16;
const photosPerListing = 4;
const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const program = fileURLToPath(new URL('../bin/honeyburst.js', import.meta.url));

const noise = { type: 'gaussian', mean: 128, sigma: 20 };
const photo = await sharp({ create: { width: 800, height: 600, channels: 3, noise } })
  .jpeg()
  .toBuffer();
// What follows the end of a JPEG is no part of it: each address has a photo of its own, which is looked at anew.
const photos = createServer((request, response) =>
  response.end(Buffer.concat([photo, Buffer.from(request.url)])),
);
photos.listen(0, '127.0.0.1');
await once(photos, 'listening');
const photoHost = `127.0.0.1:${photos.address().port}`;

const home = await mkdtemp(join(tmpdir(), 'honeyburst-bench-'));
// The server may run as another user, who must get in.
await chmod(home, 0o755);
const log = createLog('warn', false);
// Held by a connection here, so that the commands share one server instead of starting and stopping it.
const server = await startEmbeddedServer(home, log);
const client = new pg.Client(server.url);
await client.connect();
const port = await freePort();
const environment = {
  ...process.env,
  DATABASE_URL: '',
  HONEYBURST_HOME: home,
  HONEYBURST_QUEUE: `bench-${process.pid}`,
  HONEYBURST_LOG_LEVEL: 'warn',
  PHOTO_ALLOW_HOSTS: photoHost,
  HOOK_SECRETS: secret,
};
const children = [];
try {
  await promisify(execFile)(process.execPath, [program, 'models', 'import', 'reference'], {
    env: environment,
  });
  start('serve', '--port', String(port));
  await until(async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.ok);
  const report = {
    ...{ queue: process.env.REDIS_URL ? 'redis' : 'postgres', photosPerListing, senders, eventEveryMs },
    loadBefore: Math.round(loadavg()[0] * 10) / 10,
    oneByOne: await measureThroughput('alone', 1),
    fresh: await measureThroughput('a', senders),
    unchanged: await measureThroughput('a', senders),
  };
  await client.query('TRUNCATE honeyburst.listing CASCADE');
  start('worker');
  // Not until its model is loaded.
  await send('warm');
  await until(async () => (await countDone('warm')) === 1);
  report.idle = await measureLatency('idle');
  await insertBackfill();
  await until(async () => (await countDone('backfill-%')) > 20);
  const [before, startedAt] = [await countDone('backfill-%'), performance.now()];
  report.duringBackfill = await measureLatency('busy');
  const done = await countDone('backfill-%');
  const seconds = (performance.now() - startedAt) / 1000;
  report.duringBackfill.backfillPerSecond = Math.round(((done - before) / seconds) * 10) / 10;
  report.duringBackfill.backfillLeft = backfillListings - done;
  if (done === backfillListings) throw new Error('The backfill was over too early: give it more listings.');
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
} finally {
  for (const child of children) {
    if (child.kill('SIGKILL')) await once(child, 'exit');
  }
  if (process.env.REDIS_URL) {
    const redis = new Redis(process.env.REDIS_URL);
    await redis.del(await redis.keys(`bull:${environment.HONEYBURST_QUEUE}:*`));
    await redis.quit();
  }
  await client.end();
  await server.release();
  await rm(home, { recursive: true, force: true });
  photos.close();
  photos.closeAllConnections();
}

function start(...args) {
  children.push(
    spawn(process.execPath, [program, ...args], { env: environment, stdio: ['ignore', 'ignore', 'inherit'] }),
  );
}

async function freePort() {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address();
  taken.close();
  await once(taken, 'close');
  return port;
}

async function until(isSo) {
  while (!(await isSo())) await sleep(50);
}

async function send(externalId) {
  const id = `msg_${randomUUID()}`;
  const now = new Date();
  const photoUrls = Array.from(
    { length: photosPerListing },
    (_, i) => `http://${photoHost}/${externalId}/${i}.jpg`,
  );
  const body = JSON.stringify({
    type: 'listing.updated',
    data: {
      external_id: externalId,
      make: 'Fender',
      model: 'Jazzmaster',
      title: 'Fender Jazzmaster 1965',
      photo_urls: photoUrls,
    },
  });
  const response = await fetch(`http://127.0.0.1:${port}/hooks/listings`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, now, body),
    },
  });
  const answer = await response.json();
  if (response.status !== 202) throw new Error(`answered ${response.status}: ${JSON.stringify(answer)}`);
}

async function measureThroughput(name, senders) {
  const ids = Array.from({ length: requests }, (_, i) => `${name}-${i}`).values();
  const times = [];
  const startedAt = performance.now();
  const work = async () => {
    for (const id of ids) {
      const sentAt = performance.now();
      await send(id);
      times.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: senders, eventEveryMs }, work));
  const seconds = (performance.now() - startedAt) / 1000;
  return { requests, requestsPerSecond: Math.round(requests / seconds), answerMs: percentiles(times) };
}

/** Events at even times, however long their work takes. */
async function measureLatency(name) {
  const sentAt = new Map();
  const sending = [];
  for (let i = 0; i < events; i++) {
    const id = `${name}-${i}`;
    sentAt.set(id, Date.now());
    sending.push(send(id));
    await sleep(eventEveryMs);
  }
  await Promise.all(sending);
  await until(async () => (await countDone(`${name}-%`)) === events);
  const { rows } = await client.query(
    `SELECT l.external_id AS id, extract(epoch FROM e.finished_at) * 1000 AS "finishedAt", s.id IS NOT NULL AS suggested
       FROM honeyburst.listing l JOIN honeyburst.enrichment e ON e.listing_id = l.id
       LEFT JOIN honeyburst.suggestion s ON s.enrichment_id = e.id
      WHERE l.external_id LIKE $1`,
    [`${name}-%`],
  );
  if (!rows.every(({ suggested }) => suggested)) throw new Error('an event came to no suggestion');
  return {
    events,
    eventToSuggestionMs: percentiles(rows.map(({ id, finishedAt }) => finishedAt - sentAt.get(id))),
  };
}

async function countDone(pattern) {
  const { rows } = await client.query(
    `SELECT count(*) FROM honeyburst.listing l JOIN honeyburst.enrichment e ON e.listing_id = l.id
      WHERE l.external_id LIKE $1 AND e.state NOT IN ('pending', 'dispatched')`,
    [pattern],
  );
  return Number(rows[0].count);
}

async function insertBackfill() {
  await client.query(
    `INSERT INTO honeyburst.listing (external_id, title) SELECT 'backfill-' || i, 'Fender Jazzmaster' FROM generate_series(1, $1) i`,
    [backfillListings],
  );
  await client.query(
    `INSERT INTO honeyburst.listing_photo (listing_id, position, url)
     SELECT id, position, 'http://' || $1 || '/' || external_id || '/' || position
       FROM honeyburst.listing, generate_series(0, $2 - 1) position WHERE external_id LIKE 'backfill-%'`,
    [photoHost, photosPerListing],
  );
  await promisify(execFile)(process.execPath, [program, 'backfill'], { env: environment });
}

function percentiles(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) =>
    Math.round(Number(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}
