import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import type { App } from '../app.js';
import type { ModelFolder } from '../classifier/backend.js';
import { modelBytes } from '../classifier/model-size.js';
import type { EngineName } from '../config/worker.js';
import { UsageError } from '../errors.js';
import { isForTraining, type LabelledPhoto, type Split } from '../learning/dataset/dataset.js';
import { findLeakage } from '../learning/dataset/leakage.js';
import { readDataset } from '../learning/dataset/read-dataset.js';
import { type Evaluation, evaluateModel } from '../learning/evaluation/evaluate.js';
import { loadBuiltInTaxonomy } from '../taxonomy/built-in.js';
import { type CommandContext, onRun } from './command.js';
import { evaluateListingFile } from './evaluate-listings.js';
import { allowContainerOption } from './option/allow-container.js';
import { engineOption } from './option/engine-option.js';
import { knownLabels } from './option/known-labels.js';
import { openModel } from './option/model-argument.js';
import { makeReportFolder } from './option/report-folder.js';
import { usablePhotos } from './option/usable-photos.js';
import { evaluationsText, evaluationText, type NamedEvaluation } from './text/evaluation-text.js';
import { listingEvaluationText } from './text/listing-evaluation-text.js';

interface Options {
  model?: string;
  images?: string;
  listings?: string;
  split?: Split | 'all';
  report?: string;
  /** Whether to look for leakage. */
  leakage: boolean;
  engine?: EngineName;
  allowContainer: string[];
  json?: boolean;
}

export function addEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .description(
      'measures precision, recall, confusion, calibration and latency of a model on labelled photos',
    )
    .argument('[datasets...]', 'folders of label folders, or CSV, as for train')
    .option(
      '--listings <file>',
      'JSON lines as for import with true_finish and true_family, instead of datasets: judges photos, words, maker and catalogue, apart and together',
    )
    .option('--model <name>', 'name of a model, or its folder (default: the live one)')
    .option(
      '--images <dir>',
      'folder that file names in the CSV are relative to (default: the folder of the CSV)',
    )
    .addOption(
      new Option(
        '--split <split>',
        'rows to use (default: validation if there are any, otherwise all)',
      ).choices(['train', 'validation', 'test', 'all']),
    )
    .option('--report <dir>', 'folder for index.html with charts, and evaluation.json')
    .option('--no-leakage', 'does not look for photos that are also among the training photos')
    .addOption(engineOption())
    .addOption(allowContainerOption())
    .option('--json', 'prints one JSON document');
  onRun<[string[]], Options>(command, async ({ app, report }, paths, options) => {
    const { listings, report: folder } = options;
    if (listings !== undefined) {
      if (paths.length > 0) throw new UsageError('Give datasets or --listings, not both.');
      return await evaluateListingsOf(app, report, listings, options);
    }
    if (paths.length === 0) throw new UsageError('Name a dataset, or a file with --listings.');
    if (paths.length > 1 && folder !== undefined) {
      throw new UsageError('--report shows one dataset: name one, or leave it out.');
    }
    await makeReportFolder(folder);
    const model = await openModel(app, options.model);
    const evaluations: NamedEvaluation[] = [];
    for (const path of paths) {
      evaluations.push({ dataset: path, ...(await evaluateDataset(app, model, path, options)) });
    }
    const [only, ...others] = evaluations;
    if (others.length === 0) report(toReport(only!), () => evaluationText(only!));
    else report({ sets: evaluations }, () => evaluationsText(evaluations));
  });
}

/** Evaluates a model on one dataset, and writes the report if one is asked for. */
async function evaluateDataset(
  app: App,
  model: ModelFolder,
  path: string,
  options: Options,
): Promise<Evaluation> {
  const { engine, allowContainer } = options;
  const known = knownLabels(await loadBuiltInTaxonomy(), [model]);
  const dataset = await readDataset(path, known, options.images);
  const chosen =
    options.split ?? (dataset.photos.some((photo) => photo.split === 'validation') ? 'validation' : 'all');
  const isChosen = ({ split }: LabelledPhoto) => chosen === 'all' || split === chosen;
  if (!dataset.photos.some(isChosen)) throw new UsageError(`${path} has no rows of the split ${chosen}.`);
  const { photos, leftOut } = await usablePhotos(app, dataset, isChosen);
  if (chosen === 'all' || chosen === 'train') {
    app.log.warn(
      { dataset: path },
      'this includes photos that the model may have been trained on; only figures on other photos say how good it is',
    );
  }
  const classifier = await app.openClassifier(model, { engine, allowContainer });
  try {
    // A model that was trained elsewhere may not record this.
    const trained = (model.description.training.trainingImages ?? { family: {}, finish: {} }) as Record<
      'family' | 'finish',
      Record<string, number>
    >;
    const dependencies = { limits: app.config.photo, progress: app.progress };
    const bytes = await modelBytes(model);
    const evaluation: Evaluation = {
      ...(await evaluateModel(classifier, photos, trained, dependencies)),
      ...(bytes === undefined ? {} : { modelBytes: bytes }),
      leftOut,
    };
    if (classifier.spent) evaluation.spent = classifier.spent();
    const training = options.leakage ? trainingPhotosBeside(photos, dataset.photos) : [];
    if (training.length > 0) evaluation.leakage = await findLeakage(photos, training, dependencies);
    if (options.report !== undefined) {
      // Loaded only here, because the chart library takes half a second.
      const { writeEvaluation } = await import('../report/write-evaluation.js');
      const { page } = await writeEvaluation(evaluation, options.report, {
        dataset: basename(path),
        split: chosen === 'all' ? 'all rows' : `${chosen} rows`,
        created: new Date(),
        limits: app.config.photo,
      });
      app.log.info({ page }, 'report written');
    }
    return evaluation;
  } finally {
    await classifier.close();
  }
}

/** One dataset is reported as it always was. */
function toReport({ dataset: _, ...evaluation }: NamedEvaluation): Evaluation {
  return evaluation;
}

async function evaluateListingsOf(
  app: App,
  report: CommandContext['report'],
  file: string,
  { model, engine, allowContainer }: Options,
): Promise<void> {
  const classifier = await app.openClassifier(await openModel(app, model), { engine, allowContainer });
  try {
    const evaluation = await evaluateListingFile(app, classifier, file);
    report(evaluation, () => listingEvaluationText(evaluation));
  } finally {
    await classifier.close();
  }
}

/** The photos that `train` would learn from, without those being evaluated. */
function trainingPhotosBeside(
  evaluated: readonly LabelledPhoto[],
  photos: readonly LabelledPhoto[],
): LabelledPhoto[] {
  const chosen = new Set(evaluated);
  return photos.filter((photo) => !chosen.has(photo) && isForTraining(photo));
}
