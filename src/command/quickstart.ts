import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { createApp } from '../app.js';
import { registerModel } from '../classifier/registry.js';
import type { Pool } from '../database/pool.js';
import { enqueueFindings, priorities } from '../enrichment/producer.js';
import { readDataset } from '../learning/dataset/read-dataset.js';
import { trainModel } from '../learning/train.js';
import { importListings } from '../listing/import.js';
import { openListings } from '../listing/read.js';
import { createSampleCatalogue } from '../sample/catalogue.js';
import { startSampleServer } from '../sample/server.js';
import { writeSampleCatalogue } from '../sample/write-catalogue.js';
import { onRun } from './command.js';
import { positiveWholeNumber } from './option/whole-number.js';
import { type QuickstartSummary, summarise, type Truth, toText } from './text/quickstart-summary.js';

interface Options {
  port: number;
  guitars: number;
  listings: number;
  seed: number;
  exit?: boolean;
  json?: boolean;
}

/** The few drawn guitars cannot prove 95 or 80 % for finishes: 95 % would take 59 held-back answers without an error. */
const sampleTarget = { precision: 0.7, confidence: 0.8 };

export function addQuickstart(program: Command): void {
  const command = program
    .command('quickstart')
    .description(
      'does the whole job on a drawn sample catalogue (train, import, backfill, enrich, report), then serves the review page; you can run it again at any time',
    )
    .option('--exit', 'ends when the job is done and does not serve the review page')
    .option('--port <port>', 'port of the sample photo server on 127.0.0.1', positiveWholeNumber, 47_811)
    .option('--guitars <n>', 'number of labelled guitars to train on', positiveWholeNumber, 240)
    .option('--listings <n>', 'number of listings in the catalogue', positiveWholeNumber, 150)
    .option('--seed <n>', 'seed of the catalogue and of the training', positiveWholeNumber, 1)
    .option('--json', 'prints one JSON document');
  onRun<[], Options>(command, async ({ app: given, signal, report }, options) => {
    const { port, guitars, listings, seed } = options;
    // The sample's photo host is this machine, which workers refuse unless it is allowed by name.
    const allowHosts = [...given.config.photo.allowHosts, `127.0.0.1:${port}`];
    const config = { ...given.config, photo: { ...given.config.photo, allowHosts } };
    const { log, progress } = given;
    const app = createApp(config, log, progress);
    const folder = join(config.home, 'sample');
    const server = await startSampleServer(folder, { port });
    const seconds: Record<string, number> = {};
    const timed = async <T>(stage: string, work: () => Promise<T>): Promise<T> => {
      const startedAt = performance.now();
      const result = await work();
      seconds[stage] = Math.round((performance.now() - startedAt) / 100) / 10;
      return result;
    };
    try {
      const { pool, taxonomy } = await timed('database', () => app.database());
      const catalogue = createSampleCatalogue({ seed, labelledGuitars: guitars, listings });
      const written = await timed('drawing', () =>
        writeSampleCatalogue(catalogue, { folder, baseUrl: server.url, progress }),
      );
      const dataset = await readDataset(written.labels, taxonomy);
      await timed('training', async () => {
        const model = await trainModel(
          dataset,
          { name: 'sample', seed, target: sampleTarget },
          { home: config.home, threads: availableParallelism(), limits: config.photo, progress },
        );
        await registerModel(pool, model);
      });
      progress.start('importing listings', listings);
      const source = await openListings(written.listings);
      const imported = await timed('import', () =>
        importListings({
          pool,
          taxonomy,
          source,
          format: 'jsonl',
          onProgress: (rows) => progress.advance(rows),
        }),
      );
      progress.finish();
      const truths = await readTruths(written.truth);
      const listingIds = await idsOf(pool, [...truths.keys()]);
      const backfill = await timed('backfill', () =>
        enqueueFindings(pool, {
          model: 'sample',
          priority: priorities.backfill,
          listingIds: [...listingIds.values()],
        }),
      );
      progress.start('enriching listings', backfill.added);
      await timed('enrichment', () => app.work({ drain: true, signal, onOutcome: () => progress.advance() }));
      progress.finish();
      const summary: QuickstartSummary = await summarise(pool, {
        truths,
        listingIds,
        imported,
        backfill,
        seconds,
      });
      report(summary, () => toText(summary));
      if (options.exit || signal.aborted) return;
      const { host, port: pagePort, tier } = config.serve;
      log.info(`the review page is on http://${host}:${pagePort}/ until you press Ctrl+C`);
      // Loaded only here, because the web framework takes a quarter of a second.
      const { runServer } = await import('./run-server.js');
      await runServer(app, { host, port: pagePort, tier }, signal);
    } finally {
      await server.close();
      await app.close();
    }
  });
}

async function readTruths(file: string): Promise<Map<string, Truth>> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return new Map(
    lines.map((line) => {
      const { external_id, family, finish } = JSON.parse(line) as {
        external_id: string;
        family: string;
        finish: string;
      };
      return [external_id, { family, finish }];
    }),
  );
}

async function idsOf(pool: Pool, externalIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ id: number; externalId: string }>(
    'SELECT id, external_id AS "externalId" FROM honeyburst.listing WHERE external_id = ANY ($1)',
    [externalIds],
  );
  return new Map(rows.map(({ id, externalId }) => [externalId, id]));
}
