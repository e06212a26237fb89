import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../errors.js';
import type { Log } from '../../log.js';
import type { Progress } from '../../progress.js';
import type { RemoteDescription, RemoteModel, RemoteNetwork } from './description.js';
import { downloadExport } from './download-export.js';
import { type ExportFormat, labelFile } from './export-format.js';
import { exportIteration } from './export-iteration.js';
import type { TrainingService } from './training-service.js';
import { verifyExport } from './verify-export.js';

export interface ExportDependencies {
  service: TrainingService;
  progress: Progress;
  log: Log;
  /** How often the service is asked whether it is done. Default: every two seconds. */
  pollMs?: number;
}

/**
 * Exports the networks of a model from Custom Vision into a new folder, which is made as a whole or not at all. It holds
 * `family.zip` and a zip for each family that has a network, or `model.zip` of a flat model. If the names of tags do not
 * say everything, it holds `labels.csv` too. Returns the names of the files.
 */
export async function exportRemote(
  { description }: RemoteModel,
  folder: string,
  format: ExportFormat,
  { service, progress, log, pollMs = 2000 }: ExportDependencies,
): Promise<string[]> {
  const { name, hierarchy, customVision } = description;
  const networks: (readonly [file: string, RemoteNetwork])[] = [
    [hierarchy === 'flat' ? 'model.zip' : 'family.zip', customVision.root],
    ...Object.entries(customVision.within).map(([family, network]) => [`${family}.zip`, network] as const),
  ];
  const aside = `${folder}.${process.pid}`;
  await mkdir(aside, { recursive: true });
  try {
    progress.start(`exporting ${name} as ${format}`, networks.length);
    for (const [file, { at, tags }] of networks) {
      if ('container' in at) {
        throw new UsageError(`${name} is computed by containers: Custom Vision has no iteration to export.`);
      }
      const uri = await exportIteration(at, format, { service, pollMs });
      const path = join(aside, file);
      await downloadExport(uri, path, service.signal);
      const warning = await verifyExport(path, { iterationId: at.iterationId, tags, format });
      if (warning) log.warn({ file }, warning);
      progress.advance();
    }
    progress.finish();
    const labels = loneFinishes(description);
    if (labels.length > 0) await writeFile(join(aside, labelFile), toCsv(labels));
    await rename(aside, folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return readdir(folder);
}

/** The finishes that are alone in their family: no network names them, so the exports alone do not show them. */
function loneFinishes({
  hierarchy,
  finishes,
  customVision,
}: RemoteDescription): RemoteDescription['finishes'] {
  return hierarchy === 'flat' ? [] : finishes.filter(({ family }) => !customVision.within[family]);
}

function toCsv(finishes: RemoteDescription['finishes']): string {
  return [
    'label,family,finish',
    ...finishes.map(({ slug, family }) => `${family},${family},${slug}`),
    '',
  ].join('\n');
}
