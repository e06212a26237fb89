import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { backboneNames, defaultBackbone } from '../backbone/backbone.js';
import { type InputRange, inputRanges } from '../backbone/input-range.js';
import type { ModelFolder } from '../classifier/model-folder.js';
import { registerModel } from '../classifier/registry.js';
import type { EngineName } from '../config/worker.js';
import { type Dataset, readDataset } from '../learning/dataset/dataset.js';
import { trainModel } from '../learning/train.js';
import { type CommandContext, onRun } from './command.js';
import { engineOption } from './option/engine-option.js';
import { modelName } from './option/model-name.js';
import { seedNumber } from './option/whole-number.js';
import { trainText } from './text/train-text.js';
import {
  addCustomVisionOptions,
  type CustomVisionOptions,
  checkCustomVisionOptions,
  trainAtCustomVision,
} from './train-custom-vision.js';

interface Options extends CustomVisionOptions {
  images?: string;
  backbone: string;
  backboneSha256?: string;
  backboneInput?: InputRange;
  json?: boolean;
}

export function addTrain(program: Command): void {
  const command = program
    .command('train')
    .description('transfer learning on labelled photos; writes a model folder and registers it')
    .argument(
      '<dataset>',
      'folder of label folders (family/finish/, family/ or finish/), or CSV with file,family,finish,group,split,confidence',
    )
    .requiredOption('--name <name>', 'name of the model', modelName)
    .option('--images <dir>', 'folder that the files of a CSV are relative to (default: its own)')
    .option(
      '--backbone <name|file|url>',
      `feature extractor: ${backboneNames.join(', ')}, or an ONNX file or TensorFlow.js model.json by path or URL`,
      defaultBackbone,
    )
    .option(
      '--backbone-sha256 <hex>',
      'checksum of a backbone by path or URL (of model.json and its shards one after another); a URL needs it',
    )
    .addOption(
      new Option(
        '--backbone-input <range>',
        'values that a backbone by path or URL was trained on (default: 0..1 for TensorFlow.js, imagenet for ONNX)',
      ).choices(inputRanges),
    )
    .addOption(engineOption(['custom-vision']))
    .option('--flat', 'one classifier for all finishes instead of the hierarchy, for comparison')
    .option('--seed <n>', 'seed of everything random', seedNumber, 1)
    .option('--precision <share>', 'precision that answers must have at each level', share, 0.95)
    .option('--confidence <share>', 'probability that they have it, by held-back photos', share, 0.95)
    .addOption(
      new Option('--scope <scope>', 'whether the precision is that of all answers together or of each label')
        .choices(['pooled', 'label'])
        .default('pooled'),
    )
    .option('--json', 'prints one JSON document');
  addCustomVisionOptions(command);
  onRun<[string], Options>(command, async (context, path, options) => {
    const { app, report } = context;
    checkCustomVisionOptions(options);
    const { pool, taxonomy } = await app.database();
    const dataset = await readDataset(path, taxonomy.finishes, options.images);
    const { engine } = options;
    const model = await (engine === 'custom-vision'
      ? trainAtCustomVision(context, dataset, options)
      : trainHere(context, dataset, { ...options, engine }));
    const { live } = await registerModel(pool, model);
    const { description, folder, checksum } = model;
    report({ ...description, live, folder, checksum }, () => trainText(model, live));
  });
}

function trainHere(
  { app }: CommandContext,
  dataset: Dataset,
  { precision, confidence, scope, flat, engine, ...rest }: Options & { engine: EngineName | undefined },
): Promise<ModelFolder> {
  return trainModel(
    dataset,
    {
      ...rest,
      engine: engine ?? app.config.worker.engine,
      hierarchy: flat ? 'flat' : 'soft',
      target: { precision, confidence, scope },
    },
    {
      home: app.config.home,
      threads: availableParallelism(),
      limits: app.config.photo,
      progress: app.progress,
    },
  );
}

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('It must be a share between 0 and 1.');
  return value;
}
