import { HoneyburstError } from '../../errors.js';
import { type ExportFiles, readExportFiles } from '../exports/export-files.js';
import { parseLabels } from '../exports/label-file.js';
import { checksumWarning, readManifest } from '../exports/manifest.js';
import type { RemoteNetwork } from './description.js';
import { type ExportFormat, isOfFormat } from './export-format.js';

/**
 * Checks that a downloaded zip is whole and holds the requested export. Returns a warning if its checksum is wrong, since
 * that of real exports sometimes is. Throws a HoneyburstError that says what else is wrong.
 */
export async function verifyExport(
  file: string,
  { iterationId, tags, format }: Pick<RemoteNetwork, 'tags'> & { iterationId: string; format: ExportFormat },
): Promise<string | undefined> {
  const files = besideManifest(await readExportFiles(file));
  const manifest = readManifest(files);
  if (manifest.IterationId?.toLowerCase() !== iterationId.toLowerCase()) {
    throw wrongExport(file, `it is of iteration ${manifest.IterationId ?? 'unknown'}, not of ${iterationId}`);
  }
  if (!isOfFormat({ platform: manifest.Platform, flavor: manifest.Flavor }, format)) {
    throw wrongExport(file, `it is for ${manifest.Platform} ${manifest.Flavor ?? ''}, not ${format}`);
  }
  const labels = files.files.get('labels.txt');
  if (labels) {
    const [found, expected] = [parseLabels(labels, file), tags.map(({ name }) => name)].map((names) =>
      names.sort().join(', '),
    );
    if (found !== expected) throw wrongExport(file, `its labels are ${found}, the tags were ${expected}`);
  }
  return checksumWarning(files, manifest);
}

/** The files of the folder that holds the manifest, which in a Docker export is not the outermost folder. */
function besideManifest({ place, files }: ExportFiles): ExportFiles {
  const manifest = [...files.keys()].find((path) => /(^|\/)cvexport\.manifest$/.test(path)) ?? '';
  const folder = manifest.slice(0, manifest.lastIndexOf('/') + 1);
  const own = [...files].flatMap(([path, bytes]) =>
    path.startsWith(folder) ? [[path.slice(folder.length), bytes] as const] : [],
  );
  return { place, files: new Map(own) };
}

function wrongExport(file: string, problem: string): HoneyburstError {
  return new HoneyburstError(`${file} is not the requested export: ${problem}. Run the same command again.`, {
    code: 'custom_vision_export_wrong',
    stage: 'model',
  });
}
