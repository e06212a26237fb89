import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { readDataset } from '../dist/learning/dataset/dataset.js';
import { loadBuiltInTaxonomy } from '../dist/taxonomy/built-in.js';

/**
 * The first photos of a dataset as 0.jpg, 1.jpg ... in `folder`, which is made; enlarged to `side` pixels where it is
 * given, for the photos of marketplaces are larger than most datasets'. Returns their bytes.
 */
export async function writePhotoFolder(folder, dataset, { count, side }) {
  const taxonomy = await loadBuiltInTaxonomy();
  const { photos } = await readDataset(dataset, taxonomy);
  if (photos.length < count) throw new Error(`${dataset} has ${photos.length} photos, not ${count}`);
  await mkdir(folder);
  const written = [];
  for (const [i, { file }] of photos.slice(0, count).entries()) {
    const bytes = side
      ? await sharp(file).resize(side, side, { fit: 'inside' }).jpeg({ quality: 85 }).toBuffer()
      : await readFile(file);
    await writeFile(join(folder, `${i}.jpg`), bytes);
    written.push(bytes);
  }
  return written;
}
