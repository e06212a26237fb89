import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { detectLayout } from './csv-layout.js';
import { fromCell } from './csv-line.js';
import { UsageError } from './errors.js';

/** The rows of a CSV under the names of known columns. */
export interface CsvTable<Column extends string> {
  /** The known columns that the header names. */
  columns: Column[];
  /** The header as it is written. */
  header: string[];
  /** Cells are trimmed. Blank rows are left out. What a short row lacks at its end is empty. */
  rows: { line: number; cells: Partial<Record<Column, string>>; isShort: boolean }[];
}

/**
 * Reads a CSV as spreadsheets and people write them: cells parted by comma, semicolon, tab or vertical bar, rows ended by
 * any line break, a header in any case and spelling (`Wins Over` is `wins_over`), blank rows, a byte-order mark. Columns
 * that are not known are left out. What `csvLine` did to formulas is undone. Throws a UsageError that names the line of
 * a row with more cells than the header, or a column that is named twice.
 */
export function parseCsvTable<Column extends string>(
  text: string,
  known: readonly Column[],
): CsvTable<Column> {
  const columnOf = (name: string) => known.find((column) => toKey(column) === toKey(name));
  const layout = detectLayout(text.slice(0, 20_000), (name) => columnOf(name) !== undefined);
  const skippedLines = layout.skip > 0 ? 1 : 0;
  const [first, ...others] = readRecords(text.slice(layout.skip), layout).filter(({ record }) =>
    record.some((cell) => cell !== ''),
  );
  const header = first?.record ?? [];
  const names = header.map(columnOf);
  const twice = known.filter((column) => names.indexOf(column) !== names.lastIndexOf(column));
  if (twice.length > 0) {
    throw new UsageError(`the header names ${twice.join(' and ')} more than once: keep one of them`, {
      code: 'duplicate_column',
    });
  }
  const rows = others.map(({ record, info }) => {
    const line = info.lines + skippedLines;
    // Spreadsheets leave empty cells at the end of a row out, or add some.
    const surplus = record.slice(header.length).some((cell) => cell !== '');
    if (surplus) {
      throw new UsageError(
        `line ${line} has ${record.length} cells where the header has ${header.length}: quote cells that hold a ${layout.delimiter === '\t' ? 'tab' : layout.delimiter}`,
      );
    }
    const cells: Partial<Record<Column, string>> = {};
    names.forEach((name, index) => {
      if (name !== undefined) cells[name] = fromCell(record[index] ?? '');
    });
    return { line, cells, isShort: record.length < header.length };
  });
  return { columns: names.filter((name) => name !== undefined), header, rows };
}

interface CsvRecord {
  record: string[];
  info: { lines: number };
}

function readRecords(
  text: string,
  { delimiter, recordDelimiters }: { delimiter: string; recordDelimiters: string[] },
): CsvRecord[] {
  try {
    const rows: unknown = parse(text, {
      bom: true,
      info: true,
      delimiter,
      record_delimiter: recordDelimiters,
      relax_column_count: true,
      skip_empty_lines: true,
      // A tab that parts cells is no white space around them.
      trim: delimiter !== '\t',
    });
    return (rows as CsvRecord[]).map(({ record, info }) => ({
      record: record.map((cell) => cell.trim()),
      info,
    }));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new UsageError(cause.message, { cause });
  }
}

const toKey = (name: string) => name.toLowerCase().replace(/[\s_-]/g, '');
