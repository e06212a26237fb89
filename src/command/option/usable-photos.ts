import type { App } from '../../app.js';
import type { Dataset, LabelledPhoto } from '../../learning/dataset/dataset.js';
import { findUsablePhotos, type LeftOutFile } from '../../learning/dataset/usable-photos.js';

/** `findUsablePhotos` on the photos that a command looks at. The log names each file that is left out. */
export async function usablePhotos(
  { config, log, progress }: Pick<App, 'config' | 'log' | 'progress'>,
  dataset: Dataset,
  isUsed: (photo: LabelledPhoto) => boolean,
): Promise<{ photos: LabelledPhoto[]; leftOut: LeftOutFile[] }> {
  const photos = dataset.photos.filter(isUsed);
  const found = await findUsablePhotos(dataset, photos, { limits: config.photo, progress });
  for (const file of found.leftOut) log.warn(file, 'file left out');
  return found;
}
