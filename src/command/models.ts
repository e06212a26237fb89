import type { Command } from 'commander';
import { backends } from '../backends.js';
import { findModel, listModels, noModel, promoteModel, readRegistered } from '../classifier/registry.js';
import { onRun } from './command.js';
import { addModelsExport } from './models-export.js';
import { addModelsImport } from './models-import.js';
import { verifyModel } from './option/model-argument.js';
import { formatTable, percent } from './text/table.js';

type Json = { json?: boolean };
const json = ['--json', 'prints one JSON document'] as const;

export function addModels(program: Command): void {
  const models = program
    .command('models')
    .description('lists, shows, promotes, imports and exports models; exactly one model is live');

  const list = models
    .command('list', { isDefault: true })
    .description('lists all models, the live one first')
    .option(...json);
  onRun<[], Json>(list, async ({ app, report }) => {
    const { pool } = await app.database();
    const found = await listModels(pool);
    report(found, () =>
      found.length === 0
        ? noModel
        : formatTable(
            [
              'name',
              'live',
              'engine',
              'backbone',
              'families',
              'finishes',
              'held-back family',
              'finish',
              'created',
            ],
            found.map((model) => {
              const heldBack = (model.summary.heldBack ?? {}) as Record<string, number | null>;
              return [
                model.name,
                model.live ? 'live' : '',
                model.engine,
                model.backbone,
                model.families.length,
                model.finishes.length,
                percent(heldBack.familyAccuracy ?? null),
                percent(heldBack.finishAccuracy ?? null),
                model.createdAt.toISOString().slice(0, 16),
              ];
            }),
          ),
    );
  });

  const show = models
    .command('show')
    .description('shows everything about a model')
    .argument('<name>')
    .option(...json);
  onRun<[string], Json>(show, async ({ app, report }, name) => {
    const { pool } = await app.database();
    const model = await findModel(pool, name);
    report(model, () => JSON.stringify(model, null, 2));
  });

  const promote = models
    .command('promote')
    .description('makes a model live')
    .argument('<name>')
    .option(...json);
  onRun<[string], Json>(promote, async ({ app, report }, name) => {
    const { pool } = await app.database();
    // A model that cannot be loaded must not go live.
    await verifyModel(app, await readRegistered(await findModel(pool, name), backends));
    const model = await promoteModel(pool, name);
    report(model, () => `${model.name} is live.`);
  });

  addModelsImport(models);

  addModelsExport(models);
}
