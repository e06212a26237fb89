import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { App } from '../app.js';
import { backends } from '../backends.js';
import type { ModelFolder } from '../classifier/backend.js';
import { copyModelFolder, readModelFolder } from '../classifier/model-folder.js';
import { photoHosts } from '../classifier/photo-hosts.js';
import { registerModel } from '../classifier/registry.js';
import { isExport } from '../custom-vision/exports/export-files.js';
import { importExport } from '../custom-vision/exports/import-export.js';
import { UsageError } from '../errors.js';
import { onRun } from './command.js';
import { allowContainerOption } from './option/allow-container.js';
import { openModel, referenceFolder, verifyModel } from './option/model-argument.js';
import { modelName } from './option/model-name.js';

interface Options {
  name?: string;
  labels?: string;
  threshold?: number;
  allowContainer: string[];
  json?: boolean;
}

const defaultThreshold = 0.9;

export function addModelsImport(models: Command): void {
  const command = models
    .command('import')
    .description('registers a model folder, or an export of Custom Vision or Teachable Machine')
    .argument(
      '<zip-or-dir>',
      'a model folder; "reference" for the included model; an export of Custom Vision (TensorFlow.js or ONNX) or Teachable Machine (image, TensorFlow.js); or a folder with an export "family" and one for each family with several finishes, named after it',
    )
    .option('--name <name>', 'name of an exported model (default: from its file)', modelName)
    .option(
      '--labels <csv>',
      'CSV label,family,finish that says what the labels of an exported model mean, if they are not families or finishes',
    )
    .option(
      '--threshold <share>',
      `lowest confidence at which an exported model answers (default: ${defaultThreshold})`,
      share,
    )
    .addOption(allowContainerOption())
    .option('--json', 'prints one JSON document');
  onRun<[string], Options>(command, async ({ app, report }, path, options) => {
    if (path !== 'reference' && !(await isKnown(app, path))) {
      throw new UsageError(`There is no file, folder or model ${path}: check the name.`, {
        code: 'file_unreadable',
      });
    }
    const model = (await isExport(path))
      ? await takeExport(app, path, options)
      : await takeFolder(app, path, options);
    const { pool } = await app.database();
    // A model that names a host which nobody allowed did not get this far.
    const registered = await registerModel(pool, model, photoHosts(model));
    report(registered, () => `${registered.name} is registered${registered.live ? ' and live' : ''}.`);
  });
}

/** Whether it is a path, or the name of a model under HONEYBURST_HOME. */
async function isKnown(app: App, path: string): Promise<boolean> {
  const places = [path, join(app.config.home, 'models', path)];
  const found = await Promise.all(
    places.map((place) =>
      stat(place).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

async function takeExport(app: App, path: string, options: Options): Promise<ModelFolder> {
  const { taxonomy } = await app.database();
  const { threshold = defaultThreshold, name, labels, allowContainer } = options;
  if (allowContainer.length > 0) {
    throw new UsageError(`--allow-container is for model folders. ${path} is an export, which runs here.`);
  }
  const { home } = app.config;
  const { model, warnings } = await importExport(path, { name, labels, threshold }, { home, taxonomy });
  for (const warning of warnings) app.log.warn({ model: model.description.name }, warning);
  app.log.warn(
    { model: model.description.name, threshold },
    'an exported model has no calibration: its confidence is used as it is, with the same threshold for every label; honeyburst evaluate DATASET shows how often it is right',
  );
  return model;
}

async function takeFolder(app: App, path: string, options: Options): Promise<ModelFolder> {
  // The one that comes with this release, not the copy that an earlier one left under HONEYBURST_HOME.
  const given =
    path === 'reference' ? await readModelFolder(referenceFolder, backends) : await openModel(app, path);
  const stated = (['name', 'labels', 'threshold'] as const).filter((name) => options[name] !== undefined);
  if (stated.length > 0) {
    throw new UsageError(
      `These options are for exported models only: --${stated.join(', --')}. ${path} is a model folder.`,
    );
  }
  await verifyModel(app, given, options.allowContainer);
  return copyModelFolder(given, join(app.config.home, 'models', given.description.name));
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 1.');
}
