import { exportError } from './export-error.js';

/** Reads labels as Custom Vision writes them: one per line, with either kind of line end, and none after the last. */
export function parseLabels(bytes: Buffer, place: string): string[] {
  const labels = bytes
    .toString()
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (labels.length === 0) throw exportError(place, 'its labels.txt is empty.');
  return labels;
}
