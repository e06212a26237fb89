import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { backboneNames, defaultBackbone } from '../backbone/backbone.js';
import { UsageError } from '../errors.js';
import { isForTraining } from '../learning/dataset/dataset.js';
import { readDataset } from '../learning/dataset/read-dataset.js';
import { measureCurve } from '../learning/labelling/measure-curve.js';
import { planDataset } from '../learning/labelling/plan-dataset.js';
import { embedDataset } from '../learning/train.js';
import { resolveListings } from '../listing/resolve.js';
import { countStatedFinishes } from '../listing/stated-finish.js';
import { onRun } from './command.js';
import { makeReportFolder } from './option/report-folder.js';
import { usablePhotos } from './option/usable-photos.js';
import { positiveWholeNumber, seedNumber } from './option/whole-number.js';
import { planText } from './text/plan-text.js';

interface Options {
  photos: number;
  catalog?: boolean;
  images?: string;
  backbone: string;
  seed: number;
  report?: string;
  json?: boolean;
}

export function addPlan(program: Command): void {
  const command = program
    .command('plan')
    .description('measures a learning curve on labelled photos and says which finishes to label next')
    .argument('<dataset>', 'folder of label folders, or CSV, as for train')
    .option('--photos <n>', 'number of additional photos of a finish to plan for', positiveWholeNumber, 20)
    .option('--catalog', 'weights finishes by how often listings in the database state them')
    .option(
      '--images <dir>',
      'folder that file names in the CSV are relative to (default: the folder of the CSV)',
    )
    .option('--backbone <name|file>', `feature extractor: ${backboneNames.join(', ')}`, defaultBackbone)
    .option('--seed <n>', 'random seed', seedNumber, 1)
    .option('--report <dir>', 'folder for index.html with charts, and plan.json')
    .option('--json', 'prints one JSON document');
  onRun<[string], Options>(command, async ({ app, report }, path, options) => {
    await makeReportFolder(options.report);
    const { pool, taxonomy } = await app.database();
    const { home, photo: limits } = app.config;
    const { seed } = options;
    const read = await readDataset(path, taxonomy, options.images);
    if (options.catalog) await resolveListings(pool, taxonomy);
    const listings = options.catalog ? await countStatedFinishes(pool) : undefined;
    if (listings?.size === 0) {
      throw new UsageError('No listing states a finish. Import listings first, or leave out --catalog.');
    }
    const dependencies = { home, limits, threads: availableParallelism(), progress: app.progress };
    const dataset = { ...read, photos: (await usablePhotos(app, read, isForTraining)).photos };
    const set = await embedDataset(dataset, { backbone: options.backbone }, dependencies);
    const plan = planDataset(set.photos, await measureCurve(set, { ...dependencies, seed }), {
      finishes: taxonomy.finishes.values(),
      listings,
      extraPhotos: options.photos,
      seed,
    });
    if (options.report !== undefined) {
      // Loaded only here, because the chart library takes half a second.
      const { writePlan } = await import('../report/plan-report.js');
      const { page } = await writePlan(plan, options.report, {
        dataset: basename(path),
        created: new Date(),
        seed,
        swatches: new Map([...taxonomy.finishes].map(([slug, { swatch }]) => [slug, swatch])),
      });
      app.log.info({ page }, 'report written');
    }
    report(plan, () => planText(plan));
  });
}
