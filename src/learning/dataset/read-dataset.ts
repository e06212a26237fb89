import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UsageError } from '../../errors.js';
import { pathError } from '../../path-error.js';
import type { Dataset } from './dataset.js';
import type { KnownLabels } from './label-names.js';
import { readCsv } from './read-csv.js';
import { readFolders } from './read-folders.js';

/**
 * Reads a DATASET: a CSV with the columns file,family and optionally finish,group,split,confidence,source,view
 * (files relative to the CSV or to `images`), or a folder of label folders: `family/finish/`, `family/` or `finish/`.
 * Throws a UsageError that names the first wrong rows, or what is missing.
 */
export async function readDataset(path: string, known: KnownLabels, images?: string): Promise<Dataset> {
  const info = await stat(path).catch((error) => {
    if (error.code !== 'ENOENT') throw pathError(error, path);
    throw new UsageError(`There is no dataset at ${path}: name a folder of label folders or a CSV.`, {
      cause: error,
    });
  });
  if (images !== undefined) await checkFolder(images);
  const read = info.isDirectory()
    ? await readFolders(path, known)
    : await readCsv(path, images ?? dirname(path), known);
  if (read.photos.length === 0) throw new UsageError(`The dataset ${path} holds no labelled photo.`);
  return { path, families: [...known.families.keys()], ...read };
}

async function checkFolder(images: string): Promise<void> {
  const info = await stat(images).catch((error) => {
    throw pathError(error, `--images ${images}`);
  });
  if (!info.isDirectory()) throw new UsageError(`--images ${images} is a file, and a folder is needed.`);
}
