import { basename, join } from 'node:path';
import type { PhotoLimits } from '../config/photo.js';
import { byteOrderMark } from '../csv-line.js';
import type { Dataset } from '../learning/dataset/dataset.js';
import type { DatasetAudit } from '../learning/labelling/audit-dataset.js';
import type { Swatch } from '../taxonomy/taxonomy.js';
import { writeWholeFile } from '../write-file.js';
import { auditCsv } from './audit-csv.js';
import { auditPage } from './audit-page.js';
import { thumbnailAddresses } from './thumbnails.js';

export interface AuditContext {
  dataset: Dataset;
  /** Whether audit.csv begins with a byte-order mark. Default: no. */
  bom?: boolean;
  created: Date;
  /** Most photos on the page; audit.csv has all. */
  limit: number;
  limits: PhotoLimits;
  swatches: ReadonlyMap<string, Swatch>;
}

/** Writes `index.html`, a contact sheet of the probable mislabels, and `audit.csv`, the dataset to correct. */
export async function writeDatasetAudit(
  audit: DatasetAudit,
  folder: string,
  { dataset, bom, created, limit, limits, swatches }: AuditContext,
): Promise<{ page: string; csv: string }> {
  const shown = audit.suspects.slice(0, limit);
  const thumbnails = await thumbnailAddresses(
    shown.map(({ photo }) => photo.file),
    limits,
  );
  const markup = auditPage({
    title: `Label audit of ${basename(dataset.path)}`,
    subtitle: `${audit.photos} training photos, each judged by a model that was not trained on it; ${created.toISOString().slice(0, 10)}`,
    noise: audit.noise,
    suspects: audit.suspects.length,
    items: shown.map(({ photo, correction, rank, reason }) => ({
      rank,
      reason,
      name: basename(photo.file),
      picture: thumbnails.get(photo.file),
      given: photo.finish ?? photo.family,
      suggested: correction.finish ?? correction.family,
    })),
    remedy:
      'To correct them, edit family and finish in audit.csv in the same folder, which lists these photos first, and use that file as the dataset.',
    swatches,
  });
  const page = join(folder, 'index.html');
  const csv = join(folder, 'audit.csv');
  await writeWholeFile(page, markup);
  await writeWholeFile(csv, `${bom ? byteOrderMark : ''}${auditCsv(dataset.photos, audit.suspects, folder)}`);
  return { page, csv };
}
