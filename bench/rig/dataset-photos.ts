import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { LabelledPhoto } from '#dist/learning/dataset/dataset.js';
import { readDataset } from '#dist/learning/dataset/read-dataset.js';
import { loadBuiltInTaxonomy } from '#dist/taxonomy/built-in.js';

/** The photos of a dataset (a folder of label folders, or a CSV), labelled by the built-in taxonomy. */
export async function readPhotos(dataset: string): Promise<LabelledPhoto[]> {
  return (await readDataset(dataset, await loadBuiltInTaxonomy())).photos;
}

/**
 * Writes the first `count` photos of a dataset to a new `folder` as 0.jpg, 1.jpg ... and returns their bytes. `side`
 * enlarges them to that many pixels, because the photos of marketplaces are larger than those of most datasets.
 */
export async function writePhotoFolder(
  folder: string,
  dataset: string,
  { count, side }: { count: number; side: number | undefined },
): Promise<Buffer[]> {
  const photos = await readPhotos(dataset);
  if (photos.length < count) throw new Error(`${dataset} has ${photos.length} photos, not ${count}`);
  await mkdir(folder);
  const written: Buffer[] = [];
  for (const [i, { file }] of photos.slice(0, count).entries()) {
    const bytes = side
      ? await sharp(file).resize(side, side, { fit: 'inside' }).jpeg({ quality: 85 }).toBuffer()
      : await readFile(file);
    await writeFile(join(folder, `${i}.jpg`), bytes);
    written.push(bytes);
  }
  return written;
}
