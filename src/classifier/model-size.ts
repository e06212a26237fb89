import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isRemote, type ModelFolder } from './model-folder.js';

/**
 * Bytes of the files of a model folder; without the feature extractor where the program's own is used. Undefined for a
 * model that is computed elsewhere: what lies here says nothing of its size.
 */
export async function modelBytes(model: ModelFolder): Promise<number | undefined> {
  if (isRemote(model)) return undefined;
  const { folder } = model;
  const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
