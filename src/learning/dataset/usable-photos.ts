import { readFile } from 'node:fs/promises';
import type { PhotoLimits } from '../../config/photo.js';
import { HoneyburstError, UsageError } from '../../errors.js';
import { pathError } from '../../path-error.js';
import { preparePhoto } from '../../photo/decode.js';
import type { Progress } from '../../progress.js';
import type { Dataset, LabelledPhoto } from './dataset.js';

/** A file of a dataset that is left out, and why. */
export interface LeftOutFile {
  file: string;
  reason: string;
}

/** More of the files means that something is wrong with the dataset, not with a file. One file alone never does. */
const greatestShare = 0.05;
const checkedAtOnce = 8;
const smallPicture = { kind: 'pixels', size: 32 } as const;

/**
 * The photos among `photos` of a dataset that can be decoded, and the files that cannot, together with those that its
 * folder hides. Throws a UsageError (`dataset_unusable`) that lists them if they are more than 5 % and more than one.
 */
export async function findUsablePhotos(
  { path, hidden = [] }: Pick<Dataset, 'path' | 'hidden'>,
  photos: readonly LabelledPhoto[],
  { limits, progress }: { limits: PhotoLimits; progress: Progress },
): Promise<{ photos: LabelledPhoto[]; leftOut: LeftOutFile[] }> {
  const reasons: (string | undefined)[] = new Array(photos.length);
  progress.start(`checking ${photos.length} photos`, photos.length);
  let next = 0;
  const work = async () => {
    while (next < photos.length) {
      const at = next++;
      reasons[at] = await unusableReason(photos[at]!.file, limits);
      progress.advance();
    }
  };
  await Promise.all(Array.from({ length: checkedAtOnce }, work));
  progress.finish();
  const unusable = photos.flatMap(({ file }, index) => {
    const reason = reasons[index];
    return reason === undefined ? [] : [{ file, reason }];
  });
  if (unusable.length > 1 && unusable.length > greatestShare * photos.length) {
    const list = unusable.map(({ file, reason }) => `  ${file}: ${reason}`).join('\n');
    throw new UsageError(
      `${unusable.length} of ${photos.length} files of ${path} are no photos that can be used; at most ${100 * greatestShare} % are left out. Mend or remove them, or name the folder of the photos with --images:\n${list}`,
      { code: 'dataset_unusable' },
    );
  }
  const leftOut = [...unusable, ...hidden.map((file) => ({ file, reason: 'a hidden file of the system' }))];
  return { photos: photos.filter((_, index) => reasons[index] === undefined), leftOut };
}

async function unusableReason(file: string, limits: PhotoLimits): Promise<string | undefined> {
  try {
    const bytes = await readFile(file);
    if (bytes.length === 0) return 'The file is empty.';
    await preparePhoto(bytes, smallPicture, limits);
    return undefined;
  } catch (thrown) {
    const error = pathError(thrown, 'The file');
    if (error instanceof HoneyburstError) return error.message;
    throw error;
  }
}
