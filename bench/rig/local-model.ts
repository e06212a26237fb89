import { isLocal, type LocalModel, readModelFolder } from '#dist/classifier/model-folder.js';

/** Reads a model that this machine computes. Throws for one that Custom Vision computes. */
export async function readLocalModel(folder: string): Promise<LocalModel> {
  const model = await readModelFolder(folder);
  if (!isLocal(model)) throw new Error(`${folder} holds a model that is computed elsewhere`);
  return model;
}
