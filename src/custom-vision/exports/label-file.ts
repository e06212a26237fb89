import { exportError } from './export-error.js';

/** Labels as Custom Vision writes them: one a line, with either kind of line end, the last one with none. */
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
