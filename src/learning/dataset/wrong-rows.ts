import { UsageError } from '../../errors.js';

/** Throws one UsageError that lists what is wrong with a dataset, the first ten in full. */
export function throwWrongRows(path: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  const shown = problems.slice(0, 10).map((problem) => `  ${problem}`);
  const rest = problems.length > shown.length ? `\n  and ${problems.length - shown.length} more` : '';
  throw new UsageError(`The dataset ${path} has wrong rows:\n${shown.join('\n')}${rest}`);
}
