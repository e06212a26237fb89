import { access } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { basename } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { App } from '../app.js';
import { backboneNames } from '../backbone/backbone.js';
import type { ModelFolder } from '../classifier/model-folder.js';
import type { Config } from '../config/config.js';
import { type EngineName, engineNames } from '../config/worker.js';
import { HoneyburstError, UsageError } from '../errors.js';
import { type BackboneCurve, compareModels } from '../learning/comparison/compare.js';
import { type Candidate, toCandidate } from '../learning/comparison/compare-candidate.js';
import { trainBackbone } from '../learning/comparison/compare-train.js';
import { splitForComparison } from '../learning/dataset/compare-split.js';
import { type Dataset, readDataset } from '../learning/dataset/dataset.js';
import { study } from '../report/study.js';
import { loadBuiltInTaxonomy } from '../taxonomy/built-in.js';
import { type CommandContext, onRun } from './command.js';
import { openModel } from './option/model-argument.js';
import { positiveWholeNumber, seedNumber } from './option/whole-number.js';
import { comparisonText } from './text/comparison-text.js';
import { trainAtCustomVision } from './train-custom-vision.js';

interface Options {
  models?: string[];
  backbones?: string[];
  engines: EngineName[];
  report?: string;
  images?: string;
  /** Whether to measure learning curves. */
  curve: boolean;
  retrain?: boolean;
  seed: number;
  epochs?: number;
  json?: boolean;
}

export function addCompare(program: Command): void {
  const command = program
    .command('compare')
    .description(
      'accuracy, size, training time and prediction time of models side by side on labelled photos; trains them unless they are named',
    )
    .argument('<dataset>', 'folder of label folders, or CSV, as for train')
    .option('--models <names>', 'models to take, by name or folder, separated by commas', toList)
    .option(
      '--backbones <names>',
      `backbones to train flat, hard and soft models of: ${backboneNames.join(',')}; custom-vision trains a model there, where it is configured (default: all, or none with --models)`,
      choices([...backboneNames, customVision]),
    )
    .option(
      '--engines <names>',
      'what computes: the first everything, the others a few photos for comparison',
      choices(engineNames),
      [...engineNames],
    )
    .option('--report <dir>', 'writes index.html with charts, and compare.json, into this folder')
    .option('--images <dir>', 'folder that the files of a CSV are relative to (default: its own)')
    .option('--no-curve', 'does not measure learning curves')
    .option('--retrain', 'trains again what was trained before from the same photos and options')
    .option('--seed <n>', 'seed of everything random', seedNumber, 1)
    .option('--epochs <n>', 'passes over the photos (default: by their number)', positiveWholeNumber)
    .option('--json', 'prints one JSON document');
  onRun<[string], Options>(command, async (context, path, options) => {
    const { app, report, signal } = context;
    const named: ModelFolder[] = [];
    for (const name of options.models ?? []) named.push(await openModel(app, name));
    const dataset = await readLabelled(app, path, options.images, named);
    const { training, validation, heldOut } = splitForComparison(dataset, options.seed);
    const scoring = { limits: app.config.photo, progress: app.progress };

    const candidates: Candidate[] = [];
    const curves: BackboneCurve[] = [];
    for (const backbone of options.backbones ?? (named.length > 0 ? [] : trainable(app.config))) {
      if (backbone === customVision) {
        candidates.push(await customVisionCandidate(context, training, options));
        continue;
      }
      const trained = await trainBackbone(
        training,
        backbone,
        {
          seed: options.seed,
          epochs: options.epochs,
          curve: options.curve,
          retrain: options.retrain ?? false,
        },
        { ...scoring, home: app.config.home, threads: availableParallelism() },
      );
      candidates.push(...trained.candidates);
      if (trained.curve) curves.push({ name: backbone, measurements: trained.curve });
      if (signal.aborted) {
        const message = 'Stopped between two backbones; what is trained is taken as it is next time.';
        throw new HoneyburstError(message, { code: 'stopped', stage: 'train' });
      }
    }
    for (const folder of named) candidates.push(await toCandidate(folder, app.openClassifier));

    const threads = app.config.worker.inferenceThreads;
    const compared = await compareModels(
      candidates,
      validation,
      { engines: options.engines, threads, seed: options.seed },
      scoring,
    );
    const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.versions.node}`;
    const warnings =
      heldOut && named.length > 0
        ? [
            'The dataset names no validation rows: the models that were named may have learnt from these photos, which would flatter them.',
          ]
        : [];
    const figures = { dataset: basename(path), seed: options.seed, machine, ...compared, curves, study };
    for (const warning of warnings) app.log.warn(warning);
    if (options.report !== undefined) {
      // Loaded only now: the chart library takes half a second.
      const { writeComparison } = await import('../report/write-comparison.js');
      const { page } = await writeComparison(figures, options.report, {
        dataset: basename(path),
        rows: heldOut ? 'a fifth of its groups, held out' : 'validation rows',
        seed: options.seed,
        created: new Date(),
        machine,
        warnings,
        limits: app.config.photo,
      });
      app.log.info({ page }, 'report written');
    }
    report(figures, () => comparisonText(figures, study));
  });
}

const customVision = 'custom-vision';

/** Custom Vision stands beside the packaged backbones wherever it is configured. */
function trainable({ customVision: { endpoint, trainingKey, predictionKey } }: Config): string[] {
  return endpoint && trainingKey && predictionKey ? [...backboneNames, customVision] : [...backboneNames];
}

/** What was trained there before on the same photos and options is taken as it is. */
async function customVisionCandidate(
  context: CommandContext,
  dataset: Dataset,
  { seed, retrain }: Options,
): Promise<Candidate> {
  const name = 'compare-custom-vision';
  const model = await trainAtCustomVision(context, dataset, {
    name,
    seed,
    precision: 0.95,
    confidence: 0.95,
    scope: 'pooled',
    ...(retrain ? { restart: true } : {}),
  });
  return toCandidate(model, context.app.openClassifier, { name: 'custom-vision hard' });
}

/** A database is asked only where the labels are not all among the finishes that come with the program. */
async function readLabelled(
  app: App,
  path: string,
  images: string | undefined,
  models: readonly ModelFolder[],
): Promise<Dataset> {
  const taught = models.flatMap(({ description }) =>
    description.finishes.map((finish) => [finish.slug, finish] as const),
  );
  const builtIn = (await loadBuiltInTaxonomy()).finishes;
  try {
    return await readDataset(path, new Map([...builtIn, ...taught]), images);
  } catch (error) {
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (!(error instanceof UsageError) || !exists) throw error;
    const { taxonomy } = await app.database();
    return readDataset(path, new Map([...taxonomy.finishes, ...taught]), images);
  }
}

function toList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('It must be names separated by commas.');
  return [...new Set(names)];
}

function choices<T extends string>(known: readonly T[]): (text: string) => T[] {
  return (text) =>
    toList(text).map((name) => {
      const found = known.find((one) => one === name);
      if (found === undefined) throw new InvalidArgumentError(`${name} is none of ${known.join(', ')}.`);
      return found;
    });
}
