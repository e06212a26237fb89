import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { App } from '../app.js';
import { backboneNames, defaultBackbone } from '../backbone/backbone.js';
import { findModel } from '../classifier/registry.js';
import { HoneyburstError, UsageError } from '../errors.js';
import { isForTraining } from '../learning/dataset/dataset.js';
import { readDataset } from '../learning/dataset/read-dataset.js';
import { auditDataset } from '../learning/labelling/audit-dataset.js';
import { embedDataset } from '../learning/train.js';
import { resolveListings } from '../listing/resolve.js';
import { createPhotoFetcher } from '../photo/fetch.js';
import type { Swatch, Taxonomy } from '../taxonomy/taxonomy.js';
import { auditCatalogue, type SuspectListing } from './audit-catalogue.js';
import { type CommandContext, onRun } from './command.js';
import { bomOption } from './option/bom-option.js';
import { makeReportFolder } from './option/report-folder.js';
import { usablePhotos } from './option/usable-photos.js';
import { positiveWholeNumber, seedNumber } from './option/whole-number.js';
import { catalogueAuditText, datasetAuditText } from './text/audit-text.js';

interface Options {
  catalog?: boolean;
  model?: string;
  images?: string;
  backbone: string;
  seed: number;
  limit: number;
  report?: string;
  bom?: boolean;
  json?: boolean;
}

export function addAudit(program: Command): void {
  const command = program
    .command('audit')
    .description(
      'ranks probable mislabels: wrong labels of photos, or with --catalog listings whose stated finish contradicts their photos',
    )
    .argument('[dataset]', 'folder of label folders, or CSV, as for train')
    .option('--catalog', 'audits the listings in the database, using what a model saw in their photos')
    .option('--model <name>', 'with --catalog: the model to use (default: the live one)')
    .option(
      '--images <dir>',
      'folder that file names in the CSV are relative to (default: the folder of the CSV)',
    )
    .option('--backbone <name|file>', `feature extractor: ${backboneNames.join(', ')}`, defaultBackbone)
    .option('--seed <n>', 'random seed', seedNumber, 1)
    .option('--limit <n>', 'how many to print and to show in the report', positiveWholeNumber, 100)
    .option(
      '--report <dir>',
      'folder for index.html, a contact sheet, and for a dataset also audit.csv, which you can correct and use as a dataset',
    )
    .addOption(bomOption())
    .option('--json', 'prints one JSON document');
  onRun<[string | undefined], Options>(command, async (context, path, options) => {
    if ((path === undefined) !== (options.catalog === true)) {
      throw new UsageError('Name either a dataset to audit, or --catalog.');
    }
    await makeReportFolder(options.report);
    if (path === undefined) await runOnCatalogue(context, options);
    else await runOnDataset(context, path, options);
  });
}

async function runOnDataset({ app, report }: CommandContext, path: string, options: Options): Promise<void> {
  const { taxonomy } = await app.database();
  const { home, photo: limits } = app.config;
  const read = await readDataset(path, taxonomy, options.images);
  const dataset = { ...read, photos: (await usablePhotos(app, read, isForTraining)).photos };
  const dependencies = { home, limits, threads: availableParallelism(), progress: app.progress };
  const set = await embedDataset(dataset, { backbone: options.backbone }, dependencies);
  const audit = await auditDataset(set, { ...dependencies, seed: options.seed });
  if (options.report !== undefined) {
    const { writeDatasetAudit } = await import('../report/audit-dataset-report.js');
    const written = await writeDatasetAudit(audit, options.report, {
      // Rows that were not audited are kept.
      dataset: read,
      bom: options.bom ?? false,
      created: new Date(),
      limit: options.limit,
      limits,
      swatches: swatchesOf(taxonomy),
    });
    app.log.info(written, 'report written');
  }
  const shown = { ...audit, found: audit.suspects.length, suspects: audit.suspects.slice(0, options.limit) };
  report(shown, () => datasetAuditText(shown));
}

async function runOnCatalogue({ app, report }: CommandContext, options: Options): Promise<void> {
  const { pool, taxonomy } = await app.database();
  const model = await findModel(pool, options.model);
  await resolveListings(pool, taxonomy);
  const audit = await auditCatalogue({ pool, taxonomy, progress: app.progress }, model, options.limit);
  if (options.report !== undefined) {
    const { writeCatalogueAudit } = await import('../report/audit-catalogue-report.js');
    const pictures = await fetchPictures(app, audit.suspects);
    const written = await writeCatalogueAudit(
      {
        ...audit,
        suspects: audit.findings.total,
        items: audit.suspects.map((suspect) => ({
          ...suspect,
          name: suspect.title ?? suspect.listing,
          picture: pictures.get(suspect.photo ?? ''),
        })),
        created: new Date(),
        swatches: swatchesOf(taxonomy),
      },
      options.report,
    );
    app.log.info(written, 'report written');
  }
  report(audit, () => catalogueAuditText(audit));
}

/** The first photo of each suspect as a `data:` address, by its URL; photos that cannot be fetched are left out. */
async function fetchPictures(app: App, suspects: readonly SuspectListing[]): Promise<Map<string, string>> {
  const { thumbnailAddress } = await import('../report/thumbnails.js');
  const fetcher = createPhotoFetcher(app.config.photo, { log: app.log });
  const pictures = new Map<string, string>();
  const addresses = [...new Set(suspects.flatMap(({ photo }) => photo ?? []))];
  const work = async () => {
    for (let url = addresses.pop(); url !== undefined; url = addresses.pop()) {
      const fetched = await fetcher.fetch(url).catch(ignoreFailure);
      const address = fetched && (await thumbnailAddress(fetched.bytes, app.config.photo));
      if (address) pictures.set(url, address);
      app.progress.advance();
    }
  };
  app.progress.start('fetching photos for the report', addresses.length);
  try {
    await Promise.all([work(), work(), work(), work()]);
  } finally {
    await fetcher.close();
  }
  app.progress.finish();
  return pictures;
}

function ignoreFailure(error: unknown): undefined {
  if (!(error instanceof HoneyburstError)) throw error;
}

function swatchesOf({ families, finishes }: Taxonomy): Map<string, Swatch> {
  return new Map([...families, ...finishes].map(([slug, { swatch }]) => [slug, swatch]));
}
