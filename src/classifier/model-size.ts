import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelFolder } from './backend.js';

/**
 * Bytes of the files of a model folder, without the feature extractor if it is the program's own. Undefined for a model
 * that is computed elsewhere: the files here say nothing of its size.
 */
export async function modelBytes({ folder, backend }: ModelFolder): Promise<number | undefined> {
  if (!backend.runsHere) return undefined;
  const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
