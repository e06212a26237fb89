import { type Command, Option } from 'commander';
import { createLocalClassifier } from '../classifier/local.js';
import type { EngineName } from '../config.js';
import { UsageError } from '../errors.js';
import { loadBuiltInTaxonomy } from '../taxonomy/built-in.js';
import { readDataset, type Split } from '../training/dataset.js';
import { type Evaluation, evaluateModel } from '../training/evaluate.js';
import { onRun } from './command.js';
import { engineOption } from './engine-option.js';
import { openModel } from './model-argument.js';
import { formatTable, percent } from './table.js';

interface Options {
  model?: string;
  images?: string;
  split?: Split | 'all';
  engine?: EngineName;
  json?: boolean;
}

export function addEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .description('precision, recall, confusion, calibration and latency of a model on labelled photos')
    .argument('<dataset>', 'folder of label folders, or CSV, as for train')
    .option('--model <name>', 'name of a model, or its folder; the live one if absent')
    .option('--images <dir>', 'folder that the files of a CSV are relative to (default: its own)')
    .addOption(
      new Option('--split <split>', 'rows to use (default: validation if there are any, else all)').choices([
        'train',
        'validation',
        'test',
        'all',
      ]),
    )
    .addOption(engineOption())
    .option('--json', 'prints one JSON document');
  onRun<[string], Options>(command, async ({ app, report }, path, options) => {
    const model = await openModel(app, options.model);
    // A model may have been taught finishes that a user added to the taxonomy.
    const taught = model.description.finishes.map((finish) => [finish.slug, finish] as const);
    const known = new Map([...(await loadBuiltInTaxonomy()).finishes, ...taught]);
    const dataset = await readDataset(path, known, options.images);
    const chosen =
      options.split ?? (dataset.photos.some((photo) => photo.split === 'validation') ? 'validation' : 'all');
    const photos = dataset.photos.filter((photo) => chosen === 'all' || photo.split === chosen);
    if (photos.length === 0) throw new UsageError(`${path} has no rows of the split ${chosen}.`);
    if (chosen === 'all' || chosen === 'train') {
      app.log.warn(
        'photos that the model was trained on count too: only figures on others say how good it is',
      );
    }
    const classifier = await createLocalClassifier(model, {
      engine: options.engine ?? app.config.worker.engine,
      threads: app.config.worker.inferenceThreads,
      log: app.log,
    });
    try {
      const trained = model.description.training.trainingImages as Record<
        'family' | 'finish',
        Record<string, number>
      >;
      const evaluation = await evaluateModel(classifier, photos, trained, {
        limits: app.config.photo,
        progress: app.progress,
      });
      report(evaluation, () => toText(evaluation));
    } finally {
      await classifier.close();
    }
  });
}

function toText(evaluation: Evaluation): string {
  const { family, finish, calibration, familyCalibration, levels, latencyMs, imagesPerSecond } = evaluation;
  const tier = (name: string, metrics: Evaluation['family'], cal: Evaluation['calibration']) => [
    name,
    percent(metrics.accuracy),
    percent(metrics.macroPrecision),
    percent(metrics.macroRecall),
    percent(metrics.macroF1),
    cal.expectedCalibrationError.toFixed(3),
    percent(cal.coverageAtPrecision['0.95']),
    percent(cal.coverageAtPrecision['0.98']),
  ];
  return [
    `${evaluation.model} on ${evaluation.images} photos`,
    '',
    formatTable(
      [
        'tier',
        'accuracy',
        'macro precision',
        'macro recall',
        'macro F1',
        'ECE',
        'coverage at 95 %',
        'at 98 %',
      ],
      [tier('family', family, familyCalibration), tier('finish', finish, calibration)],
    ),
    '',
    formatTable(
      ['answer', 'share of photos', 'right'],
      [
        ['finish', percent(levels.finish.share), percent(levels.finish.precision)],
        ['family', percent(levels.family.share), percent(levels.family.precision)],
        ['none', percent(levels.none.share), '-'],
      ],
    ),
    '',
    formatTable(
      ['finish', 'precision', 'recall', 'photos', 'trained on'],
      finish.perClass.map((c) => [
        c.label,
        percent(c.precision),
        percent(c.recall),
        c.support,
        c.trainingImages,
      ]),
    ),
    '',
    `One photo through both tiers: ${latencyMs.p50.toFixed(1)} ms (p50), ${latencyMs.p95.toFixed(1)} ms (p95); ${imagesPerSecond.toFixed(0)} photos a second.`,
  ].join('\n');
}
