import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { backboneNames, defaultBackbone } from '../backbone/backbone.js';
import { type InputRange, inputRanges } from '../backbone/input-range.js';
import { registerModel } from '../classifier/registry.js';
import type { EngineName } from '../config.js';
import type { PrecisionContract, PrecisionTarget } from '../training/contract.js';
import { readDataset } from '../training/dataset.js';
import { trainModel } from '../training/train.js';
import { onRun } from './command.js';
import { contractText } from './contract-text.js';
import { engineOption } from './engine-option.js';
import { percent } from './table.js';
import { seedNumber } from './whole-number.js';

interface Options {
  name: string;
  images?: string;
  backbone: string;
  backboneSha256?: string;
  backboneInput?: InputRange;
  engine?: EngineName;
  flat?: boolean;
  seed: number;
  precision: number;
  confidence: number;
  scope: PrecisionTarget['scope'];
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
    .requiredOption('--name <name>', 'name of the model', (text) => {
      if (/^[a-z0-9][a-z0-9._-]{0,63}$/.test(text)) return text;
      throw new InvalidArgumentError('It must be 1 to 64 of a-z, 0-9, . _ and -.');
    })
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
    .addOption(engineOption())
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
  onRun<[string], Options>(command, async ({ app, report }, path, options) => {
    const { pool, taxonomy } = await app.database();
    const dataset = await readDataset(path, taxonomy.finishes, options.images);
    const { precision, confidence, scope, flat, engine = app.config.worker.engine, ...rest } = options;
    const model = await trainModel(
      dataset,
      {
        ...rest,
        engine,
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
    const registered = await registerModel(pool, model);
    const { description, folder } = model;
    const training = description.training as {
      photos: number;
      seconds: number;
      contract: PrecisionContract;
      heldBack: { photos: number; familyAccuracy: number | null; finishAccuracy: number | null };
    };
    report({ ...description, live: registered.live, folder, checksum: model.checksum }, () =>
      [
        `${registered.name}: ${training.photos} photos, ${description.families.length} families, ${description.finishes.length} finishes, ${training.seconds} s.`,
        `On ${training.heldBack.photos} held-back photos: family ${percent(training.heldBack.familyAccuracy)}, finish ${percent(training.heldBack.finishAccuracy)} right.`,
        contractText(training.contract),
        `Model folder: ${folder}`,
        registered.live ? 'It is live.' : `Make it live with: honeyburst models promote ${registered.name}`,
      ].join('\n'),
    );
  });
}

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('It must be a share between 0 and 1.');
  return value;
}
