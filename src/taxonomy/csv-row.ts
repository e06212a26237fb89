import type { z } from 'zod';
import { type CsvTable, parseCsvTable } from '../csv-table.js';
import { UsageError } from '../errors.js';

const mostProblems = 20;

export interface CsvRow<Row> {
  row: Row;
  line: number;
}

/**
 * Rows of a CSV that fit the schema. Says what is wrong with the others, by line and column, through `report`. Throws
 * a UsageError if columns are missing or the text is no CSV.
 */
export function readRows<Row>(
  text: string,
  schema: z.ZodType<Row>,
  {
    what,
    required,
    optional,
  }: { what: 'families' | 'finishes'; required: readonly string[]; optional: readonly string[] },
  report: (problem: string) => void,
): { rows: CsvRow<Row>[]; columns: readonly string[] } {
  const first = `the first line names ${required.join(',')} and may name ${optional.join(',')}`;
  if (text.trim() === '') throw wrongRows(what, [`it is empty; ${first}`]);
  const { rows: records, columns } = readTable(text, what, [...required, ...optional]);
  const missing = required.filter((column) => !columns.includes(column));
  if (missing.length > 0)
    throw wrongRows(what, [`line 1: the column ${missing.join(', ')} is missing; ${first}`]);
  const rows: CsvRow<Row>[] = [];
  for (const { cells, line, isShort } of records) {
    const parsed = schema.safeParse(cells);
    if (parsed.success) rows.push({ row: parsed.data, line });
    else if (isShort)
      report(`line ${line}: write as many fields as the first line has, and quote fields with a comma`);
    else
      for (const { path, message } of parsed.error.issues) {
        const column = String(path[0]);
        report(`line ${line}, column ${column}: ${message}, not ${quote(cells[column])}`);
      }
  }
  return { rows, columns };
}

function readTable(text: string, what: 'families' | 'finishes', known: readonly string[]): CsvTable<string> {
  try {
    return parseCsvTable(text, known);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw wrongRows(what, [error.message], error);
  }
}

/** Throws one UsageError that lists the problems, the first twenty in full. */
export function throwProblems(what: 'families' | 'finishes', problems: readonly string[]): void {
  if (problems.length > 0) throw wrongRows(what, problems);
}

function wrongRows(what: 'families' | 'finishes', problems: readonly string[], cause?: unknown): UsageError {
  const shown = problems.slice(0, mostProblems);
  const more = problems.length - shown.length;
  if (more > 0) shown.push(`and ${more} more`);
  return new UsageError(`Wrong list of ${what}:\n${shown.map((problem) => `  ${problem}`).join('\n')}`, {
    code: `wrong_${what}`,
    cause,
  });
}

export function quote(text: string | undefined): string {
  return JSON.stringify((text ?? '').slice(0, 80));
}
