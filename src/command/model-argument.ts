import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { App } from '../app.js';
import { type ModelFolder, readModelFolder } from '../classifier/model-folder.js';
import { findModel, readRegistered } from '../classifier/registry.js';

/**
 * The model that `--model` names: a folder, a model under HONEYBURST_HOME (neither needs a database), or
 * else one of the registry; the live one where nothing is named.
 */
export async function openModel(app: App, name: string | undefined): Promise<ModelFolder> {
  if (name !== undefined) {
    for (const folder of [resolve(name), join(app.config.home, 'models', name)]) {
      if (
        await stat(join(folder, 'model.json')).then(
          () => true,
          () => false,
        )
      )
        return readModelFolder(folder);
    }
  }
  const { pool } = await app.database();
  return readRegistered(await findModel(pool, name));
}
