import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import type { z } from 'zod';
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
  const { records, columns } = readRecords(text, what);
  const missing = required.filter((column) => !columns.includes(column));
  if (missing.length > 0)
    throw wrongRows(what, [`line 1: the column ${missing.join(', ')} is missing; ${first}`]);
  const rows: CsvRow<Row>[] = [];
  for (const { record, line } of records) {
    const parsed = schema.safeParse(record);
    if (parsed.success) rows.push({ row: parsed.data, line });
    else
      for (const { path, message } of parsed.error.issues) {
        const column = String(path[0]);
        report(`line ${line}, column ${column}: ${message}, not ${quote(record[column])}`);
      }
  }
  return { rows, columns };
}

interface Records {
  records: { record: Record<string, string | undefined>; line: number }[];
  columns: readonly string[];
}

function readRecords(text: string, what: 'families' | 'finishes'): Records {
  let columns: readonly string[] = [];
  try {
    const rows: unknown = parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
      columns: (header: string[]) => {
        columns = header;
        return header;
      },
    });
    const records = (rows as { record: Record<string, string>; info: { lines: number } }[]).map(
      ({ record, info }) => ({ record, line: info.lines }),
    );
    return { records, columns };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw wrongRows(
      what,
      [`${error.message}; write as many fields as the first line has, and quote fields with a comma`],
      error,
    );
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
