import type { LeftOutFile } from '../../learning/dataset/usable-photos.js';

const mostShown = 20;

/** The files of a dataset that were left out, a line each; no line if there are none. */
export function leftOutText(leftOut: readonly LeftOutFile[]): string[] {
  if (leftOut.length === 0) return [];
  const shown = leftOut.slice(0, mostShown).map(({ file, reason }) => `  ${file}: ${reason}`);
  const more = leftOut.length - shown.length;
  return [
    `Left out, because they are no photos that can be used: ${leftOut.length}`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more, which the log names`] : []),
  ];
}
