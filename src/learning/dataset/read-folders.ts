import { basename, dirname, extname, relative } from 'node:path';
import type { LabelledPhoto } from './dataset.js';
import { createLabelNames, type KnownLabels } from './label-names.js';
import { findPhotoFiles } from './photo-files.js';
import { throwWrongRows } from './wrong-rows.js';

/**
 * The photos in label folders: one level names families or finishes, two levels name the family, then the finish. Throws a
 * UsageError that lists folders that are no label.
 */
export async function readFolders(
  path: string,
  known: KnownLabels,
): Promise<{ photos: LabelledPhoto[]; hidden: string[] }> {
  const { files, hidden } = await findPhotoFiles(path);
  const labels = createLabelNames(known);
  const problems = new Set<string>();
  const photos = files.flatMap((file): LabelledPhoto[] => {
    const [first = '', second = ''] = relative(path, dirname(file)).split(/[\\/]/);
    const label = labels.readFolder(first, second);
    if ('problem' in label) {
      problems.add(label.problem);
      return [];
    }
    const group = `${first}/${basename(file, extname(file))}`;
    return [{ file, ...label, group, split: undefined, confidence: 'high' }];
  });
  throwWrongRows(path, [...problems]);
  return { photos, hidden };
}
