import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { backends } from '../backends.js';
import { copyModelFolder } from '../classifier/model-folder.js';
import { findModel, readRegistered } from '../classifier/registry.js';
import { UsageError } from '../errors.js';
import { onRun } from './command.js';

interface Options {
  to: string;
  platform?: string;
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
      ).choices(backends.flatMap(({ exporter }) => exporter?.formats ?? [])),
    )
    .option('--json', 'prints one JSON document');
  onRun<[string], Options>(command, async (context, name, { to, platform }) => {
    const { app, report } = context;
    const { pool } = await app.database();
    const model = await readRegistered(await findModel(pool, name), backends);
    if (await exists(to)) throw new UsageError(`${to} already exists: name a new folder.`);
    const folder = resolve(to);
    if (platform === undefined) {
      await copyModelFolder(model, folder);
      report({ name, folder }, () => `${name} is in ${to}.`);
      return;
    }
    const { exporter } = model.backend;
    if (!exporter?.formats.includes(platform)) {
      const able = backends.flatMap((backend) =>
        backend.exporter?.formats.includes(platform) ? backend.engine : [],
      );
      throw new UsageError(
        `${name} cannot be exported as ${platform}: its engine is ${model.backend.engine}, and ${platform} is for ${able.join(', ')}. Without --platform the model folder is copied.`,
      );
    }
    const { config, log, progress } = app;
    const openDatabase = async () => pool;
    const services = { config, log, openDatabase, progress, signal: context.signal };
    const { files, labels } = await exporter.run(model, folder, platform, services);
    report({ name, folder, platform, files }, () =>
      [
        `${name} as ${platform}: ${files.join(', ')} in ${to}.`,
        `Import it with: honeyburst models import ${importArguments(to, files, labels)}`,
      ].join('\n'),
    );
  });
}

function importArguments(to: string, files: readonly string[], labels: string | undefined): string {
  const [zip, ...others] = files.filter((file) => file !== labels);
  const place = others.length > 0 ? to : `${to}/${zip}`;
  return labels === undefined ? place : `${place} --labels ${to}/${labels}`;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
