import { randomUUID } from 'node:crypto';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { Webhook } from 'standardwebhooks';
import { number, readArguments } from './rig/arguments.js';
import { serveDistinctPhotos } from './rig/photo-host.js';
import { openScratchProgram, until } from './rig/scratch-program.js';
import { percentiles, printReport, round, timed } from './rig/statistics.js';

const { flags } = readArguments({
  about: `
The event hook, through the public commands: how many signed requests a second "serve" takes, one by one and in
parallel, and the time from an event to its suggestion with an idle worker and during a backfill. It uses the reference
model and four photos a listing from a local server. The queue is on Redis if REDIS_URL is set, otherwise on Postgres.
Prints JSON.`,
  flags: {
    requests: number('requests for each throughput', 2000),
    events: number('events for each latency', 60),
    backfill: number('listings of the backfill', 3000),
    every: number('milliseconds between events', 1000),
  },
});

const senders = 16;
const photosPerListing = 4;
const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const { REDIS_URL: redisUrl } = process.env;

const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const;
const photo = await sharp({ create: { width: 800, height: 600, channels: 3, noise, background: '#000' } })
  .jpeg()
  .toBuffer();
const photoHost = await serveDistinctPhotos(photo);
const scratch = await openScratchProgram(redisUrl);
const { database, environment } = scratch;
environment.PHOTO_ALLOW_HOSTS = photoHost.name;
environment.HOOK_SECRETS = secret;
try {
  await scratch.command('models', 'import', 'reference');
  const { url } = await scratch.serve();
  const loadBefore = round(loadavg()[0]!, 1);
  const throughput = {
    oneByOne: await measureThroughput(url, 'alone', 1),
    fresh: await measureThroughput(url, 'a', senders),
    unchanged: await measureThroughput(url, 'a', senders),
  };
  await database.query('TRUNCATE honeyburst.listing CASCADE');
  scratch.start('worker');
  // The worker has loaded its model once the first listing is done.
  await send(url, 'warm');
  await until(async () => (await countDone('warm')) === 1);
  const idle = await measureLatency(url, 'idle');
  printReport({
    queue: redisUrl ? 'redis' : 'postgres',
    photosPerListing,
    senders,
    eventEveryMs: flags.every,
    loadBefore,
    ...throughput,
    idle,
    duringBackfill: await measureDuringBackfill(url),
  });
} finally {
  await scratch.close();
  photoHost.close();
}

async function send(url: string, externalId: string): Promise<void> {
  const id = `msg_${randomUUID()}`;
  const now = new Date();
  const address = (_: unknown, i: number) => `http://${photoHost.name}/${externalId}/${i}.jpg`;
  const body = JSON.stringify({
    type: 'listing.updated',
    data: {
      external_id: externalId,
      make: 'Fender',
      model: 'Jazzmaster',
      title: 'Fender Jazzmaster 1965',
      photo_urls: Array.from({ length: photosPerListing }, address),
    },
  });
  const response = await fetch(`${url}/hooks/listings`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, now, body),
    },
  });
  const answer = await response.text();
  if (response.status !== 202) throw new Error(`answered ${response.status}: ${answer}`);
}

async function measureThroughput(url: string, name: string, senders: number) {
  const ids = Array.from({ length: flags.requests }, (_, i) => `${name}-${i}`).values();
  const times: number[] = [];
  const work = async () => {
    for (const id of ids) times.push((await timed(() => send(url, id))).seconds * 1000);
  };
  const { seconds } = await timed(() => Promise.all(Array.from({ length: senders }, work)));
  return {
    requests: flags.requests,
    requestsPerSecond: Math.round(flags.requests / seconds),
    answerMs: percentiles(times),
  };
}

/** Sends events at even times, however long their work takes. */
async function measureLatency(url: string, name: string) {
  const { events } = flags;
  const sentAt = new Map<string, number>();
  const sending: Promise<void>[] = [];
  for (let i = 0; i < events; i++) {
    const id = `${name}-${i}`;
    sentAt.set(id, Date.now());
    sending.push(send(url, id));
    await sleep(flags.every);
  }
  await Promise.all(sending);
  await until(async () => (await countDone(`${name}-%`)) === events);
  const { rows } = await database.query<{ id: string; finishedAt: number; suggested: boolean }>(
    `SELECT l.external_id AS id, extract(epoch FROM e.finished_at)::float8 * 1000 AS "finishedAt",
            s.id IS NOT NULL AS suggested
       FROM honeyburst.listing l JOIN honeyburst.enrichment e ON e.listing_id = l.id
       LEFT JOIN honeyburst.suggestion s ON s.enrichment_id = e.id
      WHERE l.external_id LIKE $1`,
    [`${name}-%`],
  );
  if (!rows.every(({ suggested }) => suggested)) throw new Error('an event came to no suggestion');
  return {
    events,
    eventToSuggestionMs: percentiles(rows.map(({ id, finishedAt }) => finishedAt - sentAt.get(id)!)),
  };
}

async function measureDuringBackfill(url: string) {
  await insertBackfill();
  await until(async () => (await countDone('backfill-%')) > 20);
  const before = await countDone('backfill-%');
  const { result: latency, seconds } = await timed(() => measureLatency(url, 'busy'));
  const done = await countDone('backfill-%');
  if (done === flags.backfill) throw new Error('The backfill ended too early: raise --backfill.');
  return {
    ...latency,
    backfillPerSecond: round((done - before) / seconds, 1),
    backfillLeft: flags.backfill - done,
  };
}

async function countDone(pattern: string): Promise<number> {
  const { rows } = await database.query(
    `SELECT count(*) FROM honeyburst.listing l JOIN honeyburst.enrichment e ON e.listing_id = l.id
      WHERE l.external_id LIKE $1 AND e.state NOT IN ('pending', 'dispatched')`,
    [pattern],
  );
  return Number(rows[0].count);
}

async function insertBackfill(): Promise<void> {
  await database.query(
    `INSERT INTO honeyburst.listing (external_id, title)
     SELECT 'backfill-' || i, 'Fender Jazzmaster' FROM generate_series(1, $1) i`,
    [flags.backfill],
  );
  await database.query(
    `INSERT INTO honeyburst.listing_photo (listing_id, position, url)
     SELECT id, position, 'http://' || $1 || '/' || external_id || '/' || position
       FROM honeyburst.listing, generate_series(0, $2 - 1) position WHERE external_id LIKE 'backfill-%'`,
    [photoHost.name, photosPerListing],
  );
  await scratch.command('backfill');
}
