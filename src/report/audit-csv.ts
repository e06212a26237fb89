import { relative } from 'node:path';
import { csvLine } from '../csv-line.js';
import type { LabelledPhoto } from '../learning/dataset/dataset.js';
import type { SuspectPhoto } from '../learning/labelling/audit-dataset.js';

const columns = [
  'file',
  'family',
  'finish',
  'suggested_family',
  'suggested_finish',
  'rank',
  'reason',
  'group',
  'split',
  'confidence',
] as const;

/**
 * All photos as a DATASET for the folder it is written to, suspects first: correct family and finish there, and train
 * on it. Columns that a DATASET ignores hold the suggestions.
 */
export function auditCsv(
  photos: readonly LabelledPhoto[],
  suspects: readonly SuspectPhoto[],
  folder: string,
): string {
  const suspected = new Set(suspects.map(({ photo }) => photo));
  const toRow = (photo: LabelledPhoto, suspect?: SuspectPhoto): Record<(typeof columns)[number], string> => ({
    file: relative(folder, photo.file),
    family: photo.family,
    finish: photo.finish ?? '',
    suggested_family: suspect?.correction.family ?? '',
    suggested_finish: suspect?.correction.finish ?? '',
    rank: String(suspect?.rank ?? ''),
    reason: suspect?.reason ?? '',
    group: photo.group,
    split: photo.split ?? '',
    confidence: photo.confidence,
  });
  const rows = [
    ...suspects.map((suspect) => toRow(suspect.photo, suspect)),
    ...photos.filter((photo) => !suspected.has(photo)).map((photo) => toRow(photo)),
  ];
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))].map(csvLine);
  return lines.join('');
}
