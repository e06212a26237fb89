import { backends } from '#dist/backends.js';
import type { LocalModel } from '#dist/classifier/local-model.js';
import { readModelFolder } from '#dist/classifier/model-folder.js';

/** Reads a model that this machine computes. Throws for one that is computed elsewhere. */
export async function readLocalModel(folder: string): Promise<LocalModel> {
  const model = await readModelFolder(folder, backends);
  if (!model.backend.runsHere) throw new Error(`${folder} holds a model that is computed elsewhere`);
  return model as LocalModel;
}
