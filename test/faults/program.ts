import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { registerModel } from '../../src/classifier/registry.js';
import { startEmbeddedServer } from '../../src/database/embedded.js';
import { migrate } from '../../src/database/migrate.js';
import { createPool, type Pool } from '../../src/database/pool.js';
import { enqueueFindings } from '../../src/enrichment/producer.js';
import { syncTaxonomy } from '../../src/taxonomy/store.js';
import { type Colour, insertListing, photo } from '../enrichment/catalogue.js';
import { testLog } from '../support/database.js';
import { createTestServer, type TestServer } from '../support/http-server.js';
import { writeUntrainedModel } from '../support/untrained-model.js';
import { makeHome } from './own-postgres.js';

const program = fileURLToPath(new URL('../../bin/honeyburst.js', import.meta.url));
const colours: Colour[] = ['fiesta-red', 'candy-apple-red', 'lake-placid-blue', 'black'];

export interface Shop {
  home: string;
  photos: TestServer;
  /** What the program is started with: the embedded database under `home`. */
  environment: Record<string, string>;
}

/**
 * A home with an embedded database, stopped, in which a model is live and listings of one photo each wait on the ledger;
 * the model is whole but for its random weights. The photo host takes `photoMs` for each.
 */
export async function prepareShop({
  listings,
  photoMs = 0,
  home: given,
}: {
  listings: number;
  photoMs?: number;
  /** Absent: one of its own. */
  home?: string;
}): Promise<Shop> {
  const home = given ?? (await makeHome());
  const images = await Promise.all(colours.map((colour) => photo(colour)));
  const photos = await createTestServer((request, response) => {
    const number = Number(request.url!.slice(1));
    setTimeout(() => response.end(images[number % images.length]), photoMs);
  });
  const server = await startEmbeddedServer(home, testLog);
  const pool = createPool(server.url, { size: 4, log: testLog });
  try {
    await migrate(pool, testLog);
    await syncTaxonomy(pool);
    for (const setting of ['fsync', 'full_page_writes'])
      await pool.query(`ALTER SYSTEM SET ${setting} = off`);
    await registerModel(
      pool,
      await writeUntrainedModel(join(home, 'models', 'guitars'), { name: 'guitars' }),
    );
    await addListings(pool, photos, listings);
  } finally {
    await pool.end();
    await server.release();
  }
  return {
    home,
    photos,
    environment: {
      HONEYBURST_HOME: home,
      PHOTO_ALLOW_HOSTS: '127.0.0.1',
      INFERENCE_THREADS: '1',
      WORKER_CONCURRENCY: '4',
      QUEUE_BACKOFF_MS: '50',
      HONEYBURST_LOG_LEVEL: 'info',
    },
  };
}

export async function addListings(pool: Pool, photos: TestServer, listings: number): Promise<void> {
  for (let n = 0; n < listings; n++) await insertListing(pool, { photos: [`${photos.url}/${n}`] });
  await enqueueFindings(pool, { model: 'guitars', priority: 10 });
}

export interface Running {
  child: ChildProcess;
  /** All that it has written to standard error so far. */
  output(): string;
  /** All that it has written to standard output so far. */
  printed(): string;
  /** Resolves with the first match in what it has written and will write; fails when it ends before. */
  says(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Exit status, or the signal that ended it. */
  ended: Promise<number | string>;
}

/** The program running, killed at the end of the test if it still does. */
export function startProgram(args: readonly string[], environment: Record<string, string>): Running {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const lines: string[] = [];
  const watchers = new Set<() => void>();
  createInterface(child.stderr!).on('line', (line) => {
    lines.push(line);
    for (const watch of watchers) watch();
  });
  const ended = new Promise<number | string>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal!)),
  );
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const output = () => lines.join('\n');
  return {
    child,
    output,
    printed: () => printed,
    ended,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const watch = () => {
          const match = output().match(pattern);
          if (!match) return;
          watchers.delete(watch);
          resolve(match);
        };
        watchers.add(watch);
        watch();
        void ended.then((end) => reject(new Error(`it ended (${end}) and said only: ${output()}`)));
      }),
  };
}

/** The address of the embedded server that runs under `home`. */
export async function embeddedUrl(home: string): Promise<string> {
  const password = (await readFile(join(home, 'postgres.password'), 'utf8')).trim();
  const port = (await readFile(join(home, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[3];
  return `postgresql://postgres:${password}@127.0.0.1:${port}/honeyburst`;
}

/** Rows of the ledger by state. */
export async function ledgerStates(pool: Pool): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ state: string; count: number }>(
    `SELECT state || coalesce(':' || error_code, '') AS state, count(*) FROM honeyburst.enrichment GROUP BY 1`,
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}
