import { resolve } from 'node:path';
import type { Command } from 'commander';
import { createPhotoFetcher } from '../photo/fetch.js';
import { type BuiltDataset, buildDataset } from '../review/build-dataset.js';
import { onRun } from './command.js';
import { time } from './text/time.js';

interface Options {
  withoutBulk?: boolean;
  since?: Date;
  json?: boolean;
}

export function addDatasets(program: Command): void {
  const datasets = program.command('datasets').description('makes datasets to train on');
  const build = datasets
    .command('build')
    .description(
      'makes a dataset from what reviewers accepted and corrected: labels.csv and the photos, which are fetched only once',
    )
    .argument('<dir>', 'folder to create or update')
    .option('--without-bulk', 'leaves out bulk decisions')
    .option('--since <time>', 'only decisions from this time on, ISO 8601', time)
    .option('--json', 'prints one JSON document');
  onRun<[string], Options>(build, async ({ app, report }, dir, options) => {
    const { pool } = await app.database();
    const fetcher = createPhotoFetcher(app.config.photo, { log: app.log });
    try {
      const built = await buildDataset(
        { db: pool, fetchPhoto: fetcher.fetch, progress: app.progress },
        { folder: resolve(dir), withoutBulk: options.withoutBulk ?? false, since: options.since },
      );
      report(built, () => toText(built));
    } finally {
      await fetcher.close();
    }
  });
}

function toText(built: BuiltDataset): string {
  const { labels, listings, photos, fetched, withoutWeight, contradicting, missing } = built;
  const shown = missing
    .slice(0, 20)
    .map(({ externalId, position, message }) => `  ${externalId}, photo ${position + 1}: ${message}`);
  if (listings === 0) {
    return 'Nothing has been accepted or corrected yet. Review suggestions on the page of honeyburst serve.';
  }
  return [
    `${labels}: ${photos} photos of ${listings} reviewed listings, ${fetched} fetched now.`,
    `${withoutWeight} photos are left out because they hardly show a guitar body or are repeated.`,
    ...(contradicting > 0
      ? [`${contradicting} photos have two different decisions; the later one is kept.`]
      : []),
    ...(missing.length > 0 ? [`${missing.length} photos could not be fetched:`, ...shown] : []),
    ...(missing.length > shown.length
      ? [`  and ${missing.length - shown.length} more (--json lists all)`]
      : []),
    ...(photos > 0 ? [`Train on it with: honeyburst train ${labels} --name NAME`] : []),
  ].join('\n');
}
