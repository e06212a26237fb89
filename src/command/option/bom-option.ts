import { Option } from 'commander';
import { UsageError } from '../../errors.js';

export function bomOption(): Option {
  return new Option(
    '--bom',
    'begins a CSV with a byte-order mark, so that Excel shows umlauts; our own commands read both',
  );
}

/** Throws a UsageError if the mark is asked for in another format, which it would damage. */
export function checkBom(bom: boolean | undefined, format: string): void {
  if (bom && format !== 'csv') throw new UsageError('--bom is for CSV: add --format csv, or leave it out.');
}
