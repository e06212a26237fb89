import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { backboneNames, defaultBackbone } from '../backbone/backbone.js';
import { type InputRange, inputRanges } from '../backbone/input-range.js';
import type { ModelFolder } from '../classifier/backend.js';
import { registerModel } from '../classifier/registry.js';
import type { EngineName } from '../config/worker.js';
import { type Dataset, isForTraining } from '../learning/dataset/dataset.js';
import { readDataset } from '../learning/dataset/read-dataset.js';
import { trainModel } from '../learning/train.js';
import { type CommandContext, onRun } from './command.js';
import { engineOption } from './option/engine-option.js';
import { modelName } from './option/model-name.js';
import { usablePhotos } from './option/usable-photos.js';
import { seedNumber } from './option/whole-number.js';
import type { TrainOptions } from './service-trainer.js';
import { checkServiceOptions, findServiceTrainer, serviceTrainers } from './service-trainers.js';
import { trainText } from './text/train-text.js';

interface Options extends TrainOptions {
  /** What computes the training here, or the service that trains. */
  engine?: string;
  images?: string;
  backbone: string;
  backboneSha256?: string;
  backboneInput?: InputRange;
  lights: number;
  json?: boolean;
}

export function addTrain(program: Command): void {
  const command = program
    .command('train')
    .description(
      'trains a model on labelled photos (transfer learning), writes a model folder and registers it',
    )
    .argument(
      '<dataset>',
      'folder of label folders (family/finish/, family/ or finish/), or CSV with file,family,finish,group,split,confidence,source,view,make,model',
    )
    .requiredOption('--name <name>', 'name of the model', modelName)
    .option(
      '--images <dir>',
      'folder that file names in the CSV are relative to (default: the folder of the CSV)',
    )
    .option(
      '--backbone <name|file|url>',
      `feature extractor: ${backboneNames.join(', ')}, or an ONNX file or TensorFlow.js model.json by path or URL`,
      defaultBackbone,
    )
    .option(
      '--backbone-sha256 <hex>',
      'SHA-256 of a backbone given by path or URL (of model.json followed by its shards); required for a URL',
    )
    .addOption(
      new Option(
        '--backbone-input <range>',
        'range of input values that a backbone given by path or URL was trained on (default: 0..1 for TensorFlow.js, imagenet for ONNX)',
      ).choices(inputRanges),
    )
    .addOption(engineOption(serviceTrainers.map(({ engine }) => engine)))
    .option('--flat', 'trains one classifier for all finishes without the hierarchy, for comparison')
    .option(
      '--lights <n>',
      'how often each photo is also learnt from in another light: more takes longer and makes the model sturdier',
      lightCount,
      2,
    )
    .option('--seed <n>', 'random seed', seedNumber, 1)
    .option('--precision <share>', 'share of answers that must be right at each level', share, 0.95)
    .option(
      '--confidence <share>',
      'required certainty of that precision, from held-back photos',
      share,
      0.95,
    )
    .addOption(
      new Option('--scope <scope>', 'whether the precision applies to all answers together or to each label')
        .choices(['pooled', 'label'])
        .default('pooled'),
    )
    .option('--json', 'prints one JSON document');
  for (const trainer of serviceTrainers) trainer.addOptions(command);
  onRun<[string], Options>(command, async (context, path, options) => {
    const { app, report } = context;
    checkServiceOptions(options);
    const { pool, taxonomy } = await app.database();
    const read = await readDataset(path, taxonomy, options.images);
    const trainer = findServiceTrainer(options.engine);
    const { photos, leftOut } = await usablePhotos(app, read, isForTraining);
    const dataset = { ...read, photos };
    const model = await (trainer ?? { train: trainHere }).train(context, dataset, options);
    const { live } = await registerModel(pool, model);
    const { description, folder, checksum } = model;
    report({ ...description, live, folder, checksum, leftOut }, () =>
      trainText(model, { live, leftOut, summary: trainer?.summarise(model) }),
    );
  });
}

async function trainHere(
  { app }: CommandContext,
  dataset: Dataset,
  { precision, confidence, scope, flat, engine, ...rest }: Options,
): Promise<ModelFolder> {
  const { taxonomy } = await app.database();
  return trainModel(
    dataset,
    {
      ...rest,
      engine: (engine as EngineName | undefined) ?? app.config.worker.engine,
      hierarchy: flat ? 'flat' : 'soft',
      target: { precision, confidence, scope },
    },
    {
      home: app.config.home,
      threads: availableParallelism(),
      limits: app.config.photo,
      progress: app.progress,
      taxonomy,
    },
  );
}

function lightCount(text: string): number {
  if (!/^[0-9]$/.test(text)) throw new InvalidArgumentError('It must be a number from 0 to 9.');
  return Number(text);
}

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('It must be a number between 0 and 1.');
  return value;
}
