import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { copyModelFolder, isRemote } from '../classifier/model-folder.js';
import { findModel, readRegistered } from '../classifier/registry.js';
import { type ExportFormat, exportFormatNames, labelFile } from '../custom-vision/client/export-format.js';
import { UsageError } from '../errors.js';
import { onRun } from './command.js';

interface Options {
  to: string;
  platform?: ExportFormat;
  json?: boolean;
}

export function addModelsExport(models: Command): void {
  const command = models
    .command('export')
    .description('copies a model folder, or with --platform exports a model from Custom Vision')
    .argument('<name>')
    .requiredOption('--to <dir>', 'folder to create')
    .addOption(
      new Option(
        '--platform <platform>',
        'for a model at Custom Vision (compact domain): exports its iterations as zip files; models import takes onnx and tensorflow-js',
      ).choices(exportFormatNames),
    )
    .option('--json', 'prints one JSON document');
  onRun<[string], Options>(command, async (context, name, { to, platform }) => {
    const { app, report } = context;
    const { pool } = await app.database();
    const model = await readRegistered(await findModel(pool, name));
    if (await exists(to)) throw new UsageError(`${to} already exists: name a new folder.`);
    const folder = resolve(to);
    if (platform === undefined) {
      await copyModelFolder(model, folder);
      report({ name, folder }, () => `${name} is in ${to}.`);
      return;
    }
    if (!isRemote(model)) {
      throw new UsageError(
        `${name} already runs on this machine: --platform is for models at Custom Vision.`,
      );
    }
    const { config, log, progress } = app;
    const { signal } = context;
    // Loaded only here, because the SDK takes a third of a second.
    const { openTrainingService } = await import('../custom-vision/client/training-service.js');
    const { exportRemote } = await import('../custom-vision/client/export-remote.js');
    const service = openTrainingService({ config: config.customVision, db: pool, signal, log });
    try {
      const files = await exportRemote(model, folder, platform, { service, progress, log });
      report({ name, folder, platform, files }, () =>
        [
          `${name} as ${platform}: ${files.join(', ')} in ${to}.`,
          `Import it with: honeyburst models import ${importArguments(to, files)}`,
        ].join('\n'),
      );
    } finally {
      service.close();
    }
  });
}

function importArguments(to: string, files: readonly string[]): string {
  const [zip, ...others] = files.filter((file) => file.endsWith('.zip'));
  const place = others.length > 0 ? to : `${to}/${zip}`;
  return files.includes(labelFile) ? `${place} --labels ${to}/${labelFile}` : place;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
