import { access } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { basename } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { App } from '../app.js';
import { backboneNames } from '../backbone/backbone.js';
import type { ModelFolder } from '../classifier/backend.js';
import type { Config } from '../config/config.js';
import { type EngineName, engineNames } from '../config/worker.js';
import { HoneyburstError, UsageError } from '../errors.js';
import { type BackboneCurve, compareModels } from '../learning/comparison/compare.js';
import { type Candidate, toCandidate } from '../learning/comparison/compare-candidate.js';
import { trainBackbone } from '../learning/comparison/compare-train.js';
import { splitForComparison } from '../learning/dataset/compare-split.js';
import type { Dataset } from '../learning/dataset/dataset.js';
import { readDataset } from '../learning/dataset/read-dataset.js';
import { study } from '../report/study.js';
import { loadBuiltInTaxonomy } from '../taxonomy/built-in.js';
import { type CommandContext, onRun } from './command.js';
import { allowContainerOption } from './option/allow-container.js';
import { knownLabels } from './option/known-labels.js';
import { openModel } from './option/model-argument.js';
import { makeReportFolder } from './option/report-folder.js';
import { usablePhotos } from './option/usable-photos.js';
import { positiveWholeNumber, seedNumber } from './option/whole-number.js';
import type { ServiceTrainer } from './service-trainer.js';
import { findServiceTrainer, serviceTrainers } from './service-trainers.js';
import { comparisonText } from './text/comparison-text.js';

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
  allowContainer: string[];
  json?: boolean;
}

const services = serviceTrainers.map(({ engine }) => engine);

export function addCompare(program: Command): void {
  const command = program
    .command('compare')
    .description(
      'compares accuracy, size, training time and prediction time of models on labelled photos; trains the models unless --models names them',
    )
    .argument('<dataset>', 'folder of label folders, or CSV, as for train')
    .option('--models <names>', 'models to compare, by name or folder, separated by commas', toList)
    .option(
      '--backbones <names>',
      `backbones to train flat, hard and soft models of: ${backboneNames.join(',')}; ${services.join(',')} trains a model at that service, if it is configured (default: all, or none with --models)`,
      choices([...backboneNames, ...services]),
    )
    .option(
      '--engines <names>',
      'engines: the first computes everything, the others a few photos for comparison',
      choices(engineNames),
      [...engineNames],
    )
    .option('--report <dir>', 'folder for index.html with charts, and compare.json')
    .option(
      '--images <dir>',
      'folder that file names in the CSV are relative to (default: the folder of the CSV)',
    )
    .option('--no-curve', 'does not measure learning curves')
    .option('--retrain', 'trains again even if a model from the same photos and options exists')
    .option('--seed <n>', 'random seed', seedNumber, 1)
    .option('--epochs <n>', 'passes over the photos (default: depends on their number)', positiveWholeNumber)
    .addOption(allowContainerOption())
    .option('--json', 'prints one JSON document');
  onRun<[string], Options>(command, async (context, path, options) => {
    const { app, report, signal } = context;
    await makeReportFolder(options.report);
    const named: ModelFolder[] = [];
    for (const name of options.models ?? []) named.push(await openModel(app, name));
    const read = await readLabelled(app, path, options.images, named);
    const { photos } = await usablePhotos(app, read, ({ split }) => split !== 'test');
    const dataset = { ...read, photos };
    const { training, validation, heldOut } = splitForComparison(dataset, options.seed);
    const scoring = { limits: app.config.photo, progress: app.progress };

    const candidates: Candidate[] = [];
    const curves: BackboneCurve[] = [];
    for (const backbone of options.backbones ?? (named.length > 0 ? [] : trainable(app.config))) {
      const trainer = findServiceTrainer(backbone);
      if (trainer) {
        candidates.push(await serviceCandidate(trainer, context, training, options));
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
        const message = 'Stopped between two backbones. The next run reuses the models trained so far.';
        throw new HoneyburstError(message, { code: 'stopped', stage: 'train' });
      }
    }
    const { allowContainer } = options;
    const open: App['openClassifier'] = (model, how) => app.openClassifier(model, { ...how, allowContainer });
    for (const folder of named) candidates.push(await toCandidate(folder, open));

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
            'The dataset names no validation rows. The models you named may have been trained on these photos, and then their figures are too good.',
          ]
        : [];
    const figures = { dataset: basename(path), seed: options.seed, machine, ...compared, curves, study };
    for (const warning of warnings) app.log.warn(warning);
    if (options.report !== undefined) {
      // Loaded only here, because the chart library takes half a second.
      const { writeComparison } = await import('../report/write-comparison.js');
      const { page } = await writeComparison(figures, options.report, {
        dataset: basename(path),
        rows: heldOut ? 'a held-out fifth of its groups' : 'validation rows',
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

/** The backbones that come with the program, and each service that is configured. */
function trainable(config: Config): string[] {
  const configured = serviceTrainers.filter((trainer) => trainer.isConfigured(config));
  return [...backboneNames, ...configured.map(({ engine }) => engine)];
}

/** A model of a service; one that was trained there before on the same photos and options is taken as it is. */
async function serviceCandidate(
  trainer: ServiceTrainer,
  context: CommandContext,
  dataset: Dataset,
  { seed, retrain }: Options,
): Promise<Candidate> {
  const { engine } = trainer;
  const model = await trainer.train(context, dataset, {
    name: `compare-${engine}`,
    seed,
    precision: 0.95,
    confidence: 0.95,
    scope: 'pooled',
    ...(retrain ? { restart: true } : {}),
  });
  return toCandidate(model, context.app.openClassifier, {
    name: `${engine} ${model.description.hierarchy}`,
  });
}

/** Asks the database only if some labels are not among the built-in finishes. */
async function readLabelled(
  app: App,
  path: string,
  images: string | undefined,
  models: readonly ModelFolder[],
): Promise<Dataset> {
  try {
    return await readDataset(path, knownLabels(await loadBuiltInTaxonomy(), models), images);
  } catch (error) {
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (!(error instanceof UsageError) || !exists) throw error;
    const { taxonomy } = await app.database();
    return readDataset(path, knownLabels(taxonomy, models), images);
  }
}

function toList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('It must be a list of names separated by commas.');
  return [...new Set(names)];
}

function choices<T extends string>(known: readonly T[]): (text: string) => T[] {
  return (text) =>
    toList(text).map((name) => {
      const found = known.find((one) => one === name);
      if (found === undefined) throw new InvalidArgumentError(`${name} is not one of ${known.join(', ')}.`);
      return found;
    });
}
