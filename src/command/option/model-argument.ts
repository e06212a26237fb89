import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { App } from '../../app.js';
import { isLocal, type ModelFolder, readModelFolder } from '../../classifier/model-folder.js';
import { findModel, listModels, readRegistered } from '../../classifier/registry.js';
import type { PixelInput } from '../../photo/photo.js';

/** The included reference model; its README.md is the model card. */
export const referenceFolder = fileURLToPath(new URL('../../../data/reference', import.meta.url));

/**
 * The model that `--model` names: a folder, a model under HONEYBURST_HOME, the reference model (these need no database),
 * or one in the registry. Without a name it is the live model, or the reference model if none is live.
 */
export async function openModel(app: App, name: string | undefined): Promise<ModelFolder> {
  if (name === undefined) return openLiveModel(app);
  for (const folder of [resolve(name), join(app.config.home, 'models', name)]) {
    if (await exists(join(folder, 'model.json'))) return readModelFolder(folder);
  }
  if (name === 'reference') return readModelFolder(referenceFolder);
  const { pool } = await app.database();
  return readRegistered(await findModel(pool, name));
}

/**
 * Reads a local model completely and lets it classify a photo. Throws a HoneyburstError if the model is damaged or does
 * not match its model.json.
 */
export async function verifyModel(app: App, model: ModelFolder): Promise<void> {
  if (!isLocal(model)) return;
  const classifier = await app.openClassifier(model, { engine: 'onnx', threads: 1 });
  try {
    const { size } = classifier.input as PixelInput;
    const rows = { width: size, height: size, channels: 4 } as const;
    await classifier.classify([{ data: new Uint8Array(size * size * 4).fill(128), rows }]);
  } finally {
    await classifier.close();
  }
}

async function openLiveModel(app: App): Promise<ModelFolder> {
  const models = (await app.databaseExists()) ? await listModels((await app.database()).pool) : [];
  const live = models.find((model) => model.live);
  if (live) return readRegistered(live);
  app.log.info('no model is live, so the reference model is used (train your own with honeyburst train)');
  return readModelFolder(referenceFolder);
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
