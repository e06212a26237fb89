import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelFolder } from './model-folder.js';

/** Bytes of the files of a model folder; without the feature extractor where the program's own is used. */
export async function modelBytes({ folder }: Pick<ModelFolder, 'folder'>): Promise<number> {
  const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
