import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { number, readArguments, text, toggle } from './rig/arguments.js';
import { readPhotos } from './rig/dataset-photos.js';
import { referenceModel } from './rig/paths.js';
import { servePhotos } from './rig/photo-host.js';
import { kill, openScratchProgram, type ScratchProgram, until } from './rig/scratch-program.js';
import { printReport, round, timed } from './rig/statistics.js';

const {
  operands: [dataset],
  flags,
} = readArguments({
  about: `
The whole job on labelled photos, through the public commands: each validation photo becomes a listing without a finish
whose photo a local HTTP server has; then import, backfill, worker --drain. Once with the queue on Postgres, and once on
Redis if REDIS_URL is set. Prints what became of the listings, and how many answers are right, as JSON.`,
  operands: ['DATASET'],
  flags: {
    model: text('model folder', referenceModel),
    listings: number('listings', 500),
    kill: toggle('kill a worker with -9 twice on the way'),
  },
});

const photos = (await readPhotos(dataset))
  .filter(({ split }) => split === 'validation')
  .slice(0, flags.listings);
const { REDIS_URL: redisUrl } = process.env;
const host = await servePhotos((index) => photos[index] && readFile(photos[index].file));
try {
  printReport({
    photos: photos.length,
    killed: flags.kill ? 2 : 0,
    postgres: await runJob(undefined),
    ...(redisUrl && { redis: await runJob(redisUrl) }),
  });
} finally {
  host.close();
}

async function runJob(redisUrl: string | undefined) {
  const scratch = await openScratchProgram(redisUrl);
  scratch.environment.PHOTO_ALLOW_HOSTS = host.name;
  const command = async (...args: string[]) => {
    const { result, seconds } = await timed(() => scratch.command(...args));
    return { result, seconds: round(seconds, 3) };
  };
  try {
    await command('models', 'import', flags.model);
    const file = join(scratch.home, 'listings.jsonl');
    const lines = photos.map((_, i) => {
      const photo_urls = [`http://${host.name}/${i}.jpg`];
      return JSON.stringify({ external_id: `photo-${i}`, title: 'Guitar', finish: '', photo_urls });
    });
    await writeFile(file, lines.join('\n'));
    const imported = await command('import', file);
    const backfill = await command('backfill');
    if (flags.kill) await killTwice(scratch);
    const worker = await command('worker', '--drain');
    return { import: imported, backfill, worker, ...(await check(scratch)) };
  } finally {
    await scratch.close();
  }
}

/** Kills a worker with -9 when a third of the listings are done, and another at two thirds. */
async function killTwice({ database, start }: ScratchProgram): Promise<void> {
  for (const share of [1 / 3, 2 / 3]) {
    const worker = start('worker');
    await until(async () => {
      const { rows } = await database.query<{ done: number }>(
        `SELECT count(*)::int AS done FROM honeyburst.enrichment WHERE state = 'done'`,
      );
      return rows[0]!.done >= share * photos.length;
    });
    await kill(worker);
  }
}

interface Answer {
  externalId: string;
  family: string | null;
  finish: string | null;
  state: string;
  pending: number;
}

async function check({ database }: ScratchProgram) {
  const { rows } = await database.query<Answer>(`
    SELECT l.external_id AS "externalId", e.family, e.finish, e.state, count(s.id)::int AS pending
      FROM honeyburst.listing l LEFT JOIN honeyburst.enrichment e ON e.listing_id = l.id
      LEFT JOIN honeyburst.suggestion s ON s.listing_id = l.id AND s.status = 'pending'
     GROUP BY l.id, e.id`);
  const truth = ({ externalId }: Answer) => photos[Number(externalId.slice('photo-'.length))]!;
  const accuracy = (tier: 'family' | 'finish') => {
    const known = rows.filter((row) => truth(row)[tier] !== undefined);
    return known.filter((row) => row[tier] === truth(row)[tier]).length / known.length;
  };
  return {
    listings: rows.length,
    withExactlyOnePending: rows.filter(({ pending }) => pending === 1).length,
    openRows: rows.filter(({ state }) => state === 'pending' || state === 'dispatched').length,
    familyAccuracy: accuracy('family'),
    finishAccuracy: accuracy('finish'),
  };
}
