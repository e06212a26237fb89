import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { App } from '../../app.js';
import { backends } from '../../backends.js';
import type { ModelFolder } from '../../classifier/backend.js';
import { readModelFolder } from '../../classifier/model-folder.js';
import { requirePhotoHosts } from '../../classifier/photo-hosts.js';
import { findModel, listModels, readRegistered } from '../../classifier/registry.js';
import { UsageError } from '../../errors.js';

/** The included reference model; its README.md is the model card. */
export const referenceFolder = fileURLToPath(new URL('../../../data/reference', import.meta.url));

/**
 * The model that `--model` names: a folder, a model under HONEYBURST_HOME, the reference model (these need no database),
 * or one in the registry. Without a name it is the live model, or the reference model if none is live.
 */
export async function openModel(app: App, name: string | undefined): Promise<ModelFolder> {
  if (name === undefined) return openLiveModel(app);
  for (const folder of [resolve(name), join(app.config.home, 'models', name)]) {
    if (await exists(join(folder, 'model.json'))) return readModelFolder(folder, backends);
  }
  if (/[\\/]/.test(name)) {
    throw new UsageError(`${name} is no model folder, as it holds no model.json: check the path.`, {
      code: 'no_model',
    });
  }
  if (name === 'reference') return readModelFolder(referenceFolder, backends);
  const { pool } = await app.database();
  return readRegistered(await findModel(pool, name), backends);
}

/**
 * Loads a model that runs here and has it look at a photo. Throws a HoneyburstError if it is damaged or is not what its
 * model.json says. A model that is computed elsewhere is not tried, since each photo may cost money; it throws a
 * UsageError if it would send photos to a host that is neither in `allowContainer` nor allowed before.
 */
export async function verifyModel(
  app: App,
  model: ModelFolder,
  allowContainer: readonly string[] = [],
): Promise<void> {
  if (!model.backend.runsHere) return requirePhotoHosts(model, allowContainer, app);
  const classifier = await app.openClassifier(model, { engine: 'onnx', threads: 1 });
  try {
    if (classifier.input.kind !== 'pixels') return;
    const { size } = classifier.input;
    const rows = { width: size, height: size, channels: 4 } as const;
    await classifier.classify([{ data: new Uint8Array(size * size * 4).fill(128), rows }]);
  } finally {
    await classifier.close();
  }
}

async function openLiveModel(app: App): Promise<ModelFolder> {
  const models = (await app.databaseExists()) ? await listModels((await app.database()).pool) : [];
  const live = models.find((model) => model.live);
  if (live) return readRegistered(live, backends);
  app.log.info('no model is live, so the reference model is used (train your own with honeyburst train)');
  return readModelFolder(referenceFolder, backends);
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
