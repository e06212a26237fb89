/**
 * The whole job on labelled photos, through the public commands: each validation photo becomes a listing of a local
 * HTTP server, its finish removed; import, backfill, worker --drain; once with the queue on Postgres, once on Redis
 * (where REDIS_URL names one). With --kill, workers are killed with -9 twice in the middle. Prints JSON.
 * By hand: npm run build && REDIS_URL=redis://127.0.0.1:6379 node bench/whole-job.js LABELS_CSV MODEL_FOLDER [listings] [--kill]
 */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { startEmbeddedServer } from '../dist/database/embedded.js';
import { readDataset } from '../dist/learning/dataset/dataset.js';
import { createLog } from '../dist/log.js';
import { loadBuiltInTaxonomy } from '../dist/taxonomy/built-in.js';

const kill = process.argv.includes('--kill');
const [labels, model, count = '500'] = process.argv.slice(2).filter((argument) => argument !== '--kill');
const program = fileURLToPath(new URL('../bin/honeyburst.js', import.meta.url));
const dataset = await readDataset(labels, await loadBuiltInTaxonomy());
const photos = dataset.photos.filter((photo) => photo.split === 'validation').slice(0, Number(count));

const server = createServer((request, response) => {
  const photo = photos[Number(/^\/(\d+)\.jpg$/.exec(request.url)?.[1])];
  if (!photo) return response.writeHead(404).end();
  createReadStream(photo.file).pipe(response.writeHead(200, { 'content-type': 'image/jpeg' }));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const host = `127.0.0.1:${server.address().port}`;
try {
  const reports = { photos: photos.length, killed: kill ? 2 : 0, postgres: await runJob(undefined) };
  if (process.env.REDIS_URL) reports.redis = await runJob(process.env.REDIS_URL);
  process.stdout.write(`${JSON.stringify(reports, undefined, 2)}\n`);
} finally {
  server.close();
  server.closeAllConnections();
}

async function runJob(redisUrl) {
  const home = await mkdtemp(join(tmpdir(), 'honeyburst-bench-'));
  // The server may run as another user, who must get in.
  await chmod(home, 0o755);
  const environment = {
    ...process.env,
    DATABASE_URL: '',
    REDIS_URL: redisUrl ?? '',
    HONEYBURST_HOME: home,
    HONEYBURST_QUEUE: `bench-${randomBytes(4).toString('hex')}`,
    HONEYBURST_LOG_LEVEL: 'warn',
    PHOTO_ALLOW_HOSTS: host,
  };
  const command = async (...args) => {
    const startedAt = performance.now();
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...args, '--json'], {
      env: environment,
    });
    return { result: JSON.parse(stdout), seconds: Math.round(performance.now() - startedAt) / 1000 };
  };
  // Held here, so that the commands share one server instead of starting it anew.
  const held = await startEmbeddedServer(home, createLog('warn', false));
  const client = new pg.Client(held.url);
  await client.connect();
  try {
    await command('models', 'import', model);
    const lines = photos.map((_, i) =>
      JSON.stringify({
        external_id: `photo-${i}`,
        title: 'Guitar',
        finish: '',
        photo_urls: [`http://${host}/${i}.jpg`],
      }),
    );
    await writeFile(join(home, 'listings.jsonl'), lines.join('\n'));
    const imported = await command('import', join(home, 'listings.jsonl'));
    const backfill = await command('backfill');
    if (kill) await killTwice(client, environment);
    const worker = await command('worker', '--drain');
    return { import: imported, backfill, worker, ...(await check(client)) };
  } finally {
    await client.end();
    await held.release();
    await rm(home, { recursive: true, force: true });
  }
}

/** Kills a worker with -9 when a third, and another when two thirds, of the listings are done. */
async function killTwice(client, environment) {
  for (const share of [1 / 3, 2 / 3]) {
    const worker = spawn(process.execPath, [program, 'worker'], { env: environment, stdio: 'ignore' });
    let done = 0;
    while (done < share * photos.length) {
      await sleep(50);
      const { rows } = await client.query(
        `SELECT count(*)::int AS done FROM honeyburst.enrichment WHERE state = 'done'`,
      );
      done = rows[0].done;
    }
    worker.kill('SIGKILL');
    await new Promise((resolve) => worker.once('exit', resolve));
  }
}

async function check(client) {
  const { rows } = await client.query(`
    SELECT l.external_id, e.family, e.finish, e.level, e.state, count(s.id)::int AS pending
      FROM honeyburst.listing l LEFT JOIN honeyburst.enrichment e ON e.listing_id = l.id
      LEFT JOIN honeyburst.suggestion s ON s.listing_id = l.id AND s.status = 'pending'
     GROUP BY l.id, e.id`);
  const truth = (row) => photos[Number(row.external_id.slice('photo-'.length))];
  const known = rows.filter((row) => truth(row).finish !== undefined);
  const share = (right, of) => right.length / of.length;
  return {
    listings: rows.length,
    withExactlyOnePending: rows.filter((row) => row.pending === 1).length,
    openRows: rows.filter((row) => row.state === 'pending' || row.state === 'dispatched').length,
    familyAccuracy: share(
      rows.filter((row) => row.family === truth(row).family),
      rows,
    ),
    finishAccuracy: share(
      known.filter((row) => row.finish === truth(row).finish),
      known,
    ),
  };
}
