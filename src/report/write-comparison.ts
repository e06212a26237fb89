import { join } from 'node:path';
import type { PhotoLimits } from '../config/photo.js';
import type { Comparison } from '../learning/comparison/compare.js';
import { writeWholeFile } from '../write-file.js';
import { type ComparisonContext, comparisonPage } from './compare-page.js';
import { thumbnailAddresses } from './thumbnails.js';

/** Writes `index.html`, and `compare.json` with `figures`, to a folder, which is created if needed. */
export async function writeComparison<T extends Comparison>(
  figures: T,
  folder: string,
  { limits, ...context }: Omit<ComparisonContext, 'thumbnails'> & { limits: PhotoLimits },
): Promise<{ page: string }> {
  const thumbnails = await thumbnailAddresses(
    figures.samples.map(({ file }) => file),
    limits,
  );
  const markup = await comparisonPage(figures, { ...context, thumbnails });
  const page = join(folder, 'index.html');
  await writeWholeFile(page, markup);
  await writeWholeFile(join(folder, 'compare.json'), `${JSON.stringify(figures, null, 2)}\n`);
  return { page };
}
