import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { number, readArguments } from './rig/arguments.js';
import { serveDistinctPhotos, startHost } from './rig/photo-host.js';
import { openScratchProgram, until } from './rig/scratch-program.js';
import { printReport } from './rig/statistics.js';

const { flags } = readArguments({
  about: `
How far one photo host that never answers holds up the others: listings on such a host stand on the ledger ahead of
listings on a good one, and a worker with the reference model takes them. Measures the seconds from the first listing
taken until all good ones are done, and the same without the bad ones. The queue is on Redis if REDIS_URL is set,
otherwise on Postgres. Prints JSON.`,
  flags: {
    hanging: number('listings on the host that hangs', 150),
    good: number('listings on the good host', 50),
    concurrency: number('listings at the same time', 16),
  },
});

const { REDIS_URL: redisUrl } = process.env;
const photo = await sharp({ create: { width: 800, height: 600, channels: 3, background: '#a02020' } })
  .jpeg()
  .toBuffer();
const good = await serveDistinctPhotos(photo);
let requests = 0;
const hanging = await startHost(() => {
  requests++;
});
try {
  printReport({
    queue: redisUrl ? 'redis' : 'postgres',
    ...flags,
    alone: await measure(0),
    behindHanging: await measure(flags.hanging),
    requestsToHangingHost: requests,
  });
} finally {
  good.close();
  hanging.close();
}

async function measure(ahead: number) {
  const scratch = await openScratchProgram(redisUrl);
  const { database, environment, home } = scratch;
  environment.PHOTO_ALLOW_HOSTS = [good.name, hanging.name].join();
  try {
    await scratch.command('models', 'import', 'reference');
    const listing = (host: string, id: string) =>
      JSON.stringify({
        external_id: id,
        title: 'Guitar',
        finish: '',
        photo_urls: [`http://${host}/${id}.jpg`],
      });
    // An import writes in the order of the ids.
    const lines = [
      ...Array.from({ length: ahead }, (_, n) => listing(hanging.name, `ahead-${n}`)),
      ...Array.from({ length: flags.good }, (_, n) => listing(good.name, `behind-${n}`)),
    ];
    const file = join(home, 'listings.jsonl');
    await writeFile(file, lines.join('\n'));
    await scratch.command('import', file);
    await scratch.command('backfill');
    scratch.start('worker', '--concurrency', String(flags.concurrency));
    await until(async () => {
      const { rows } = await database.query<{ done: number }>(
        `SELECT count(*)::int AS done FROM honeyburst.enrichment WHERE state = 'done'`,
      );
      return rows[0]!.done === flags.good;
    });
    const { rows } = await database.query(
      `SELECT round(extract(epoch FROM max(finished_at) - min(started_at)), 2)::float8 AS "secondsUntilGoodDone",
              count(*)::int AS listings, count(*) FILTER (WHERE state = 'failed')::int AS failed,
              count(*) FILTER (WHERE not_before IS NOT NULL)::int AS postponed,
              max(attempts) FILTER (WHERE not_before IS NOT NULL) AS "attemptsOfPostponed"
         FROM honeyburst.enrichment`,
    );
    return rows[0];
  } finally {
    await scratch.close();
  }
}
