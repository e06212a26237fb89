import { csvLine } from '../csv-line.js';
import type { DecidedListing } from './decided.js';

export const exportFormats = ['jsonl', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const columns = [
  'external_id',
  'finish',
  'finish_name',
  'family',
  'decision',
  'reviewer',
  'decided_at',
] as const;

/** Decisions as the lines of a file. */
export async function* toExport(
  decided: AsyncIterable<DecidedListing>,
  format: ExportFormat,
): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(columns);
  for await (const one of decided) {
    const row: Record<(typeof columns)[number], string | null> = {
      external_id: one.externalId,
      finish: one.finish,
      finish_name: one.finishName,
      family: one.family,
      decision: one.decision,
      reviewer: one.reviewer,
      decided_at: one.decidedAt.toISOString(),
    };
    yield format === 'csv' ? csvLine(columns.map((column) => row[column])) : `${JSON.stringify(row)}\n`;
  }
}
