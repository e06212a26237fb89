import { Readable } from 'node:stream';
import { type InfoRecord, parse } from 'csv-parse';
import { type CsvLayout, delimiters, detectLayout } from '../csv-layout.js';
import { fromCell } from '../csv-line.js';
import { UsageError } from '../errors.js';
import type { Found } from './json.js';

const columns = [
  'external_id',
  'make',
  'model',
  'year',
  'title',
  'description',
  'finish',
  'url',
  'state',
  'photo_urls',
] as const;
const neededColumns = ['external_id', 'photo_urls'] as const;
/** What other programs call the column photo_urls, without upper case, spaces, hyphens and underscores. */
const photoColumns = [
  'photos',
  'photourl',
  'images',
  'imageurls',
  'imageurl',
  'imagelinks',
  'imagelink',
  'pictures',
];
/** A quote that is never closed would otherwise take the rest of the file into memory. */
const maxRecordLength = 4_000_000;
/** How much of the text is looked at to tell its layout. */
const sniffedLength = 20_000;

/**
 * The rows of a CSV as objects under our column names; columns that we do not know are ignored. Cells may be parted by
 * comma, semicolon, tab or vertical bar, rows end in any line break. Blank rows are passed over, and cells that a row
 * lacks at its end are empty. A row with too many cells, or one that an unquoted line break cut in two, does not stop
 * the rest. Throws a UsageError if the header lacks a column that is needed or has one twice.
 */
export async function* readCsv(chunks: AsyncIterable<string>): AsyncGenerator<Found> {
  const { layout, text } = await openText(chunks);
  let fault: string | undefined;
  const parser = parse({
    bom: true,
    info: true,
    skip_empty_lines: true,
    delimiter: layout.delimiter,
    record_delimiter: layout.recordDelimiters,
    // Sellers write 12" without doubling the quote.
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: maxRecordLength,
    // An error that is not skipped would take the rows with it that stand ready to be read.
    skip_records_with_error: true,
    on_skip: (error) => {
      const unclosed = error?.code === 'CSV_QUOTE_NOT_CLOSED';
      fault ??= unclosed ? 'opens a quote that is never closed' : `is longer than ${maxRecordLength} bytes`;
      return undefined;
    },
  });
  let header: string[] | undefined;
  let short: CsvRow | undefined;
  const firstLine = layout.skip > 0 ? 1 : 0;
  let lines = 0;
  let twice = 0;
  const bounded = untilLongLine(text, () => {
    fault ??= `is longer than ${maxRecordLength} bytes`;
  });
  for await (const row of Readable.from(bounded).compose(parser)) {
    const { record, info } = row as { record: string[]; info: InfoRecord };
    // The parser counts a \r\n within quotes as two lines.
    twice += countAll(record, '\r\n');
    lines = info.lines - twice + firstLine;
    const cells = record.map(withoutFormula);
    if (!header) {
      header = parseHeader(cells);
      continue;
    }
    const place = `line ${lines - countAll(record, '\n')}`;
    const read = { place, cells };
    // One row that a line break cut in two leaves two short rows, which make up the header's cells together.
    if (short && short.cells.length + cells.length - 1 === header.length) {
      const error = `has ${short.cells.length} cells, and the next row the other ${cells.length - 1}: quote cells that hold a line break`;
      yield { place: short.place, error };
      yield { place, error: `is the rest of the row on ${short.place}` };
      short = undefined;
      continue;
    }
    if (short) yield* toFound(short, header);
    short = undefined;
    if (cells.length < header.length && cells.length > 1) short = read;
    else yield* toFound(read, header);
  }
  if (short && header) yield* toFound(short, header);
  if (fault) yield { place: `line ${lines + 1}`, error: `${fault}: the rest is left out` };
  else if (!header) throw new UsageError('The CSV is empty: a header line is needed');
}

interface CsvRow {
  place: string;
  cells: string[];
}

function* toFound({ place, cells }: CsvRow, header: readonly string[]): Generator<Found> {
  if (cells.every((cell) => cell.trim() === '')) return;
  if (cells.slice(header.length).some((cell) => cell.trim() !== '')) {
    yield { place, error: `has ${cells.length} cells where the header has ${header.length}` };
    return;
  }
  const value = Object.fromEntries(header.map((name, index) => [name, cells[index] ?? '']));
  const damage = idDamage(value.external_id!.trim());
  if (damage) yield { place, error: `external_id ${damage}` };
  else yield { place, value: mapValues(value, fromCell) };
}

const mapValues = (row: Record<string, string>, map: (cell: string) => string) =>
  Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, map(cell)]));

/** What a spreadsheet did to an id; the id itself can no longer be known. */
function idDamage(id: string): string | undefined {
  const remedy = 'format the column as text and export again';
  if (/^\d+([.,]\d+)?E[+-]?\d+$/i.test(id)) return `was rounded by a spreadsheet (${id}): ${remedy}`;
  // A spreadsheet keeps 15 digits; the others become 0.
  if (/^\d{15}0{2,}$/.test(id)) return `was rounded to 15 digits by a spreadsheet (${id}): ${remedy}`;
  if (/^[=+@]/.test(id)) return `is a formula: ${remedy}`;
  return /^#(REF|NAME|VALUE|N\/A|NUM|DIV\/0)/.test(id)
    ? `is an error of a spreadsheet: ${remedy}`
    : undefined;
}

/** Excel keeps `="00123"` as a text; the text is meant. */
const withoutFormula = (cell: string) => /^="([^"]*)"$/.exec(cell)?.[1] ?? cell;

/** The text without a `sep=` line, and its layout. */
async function openText(
  chunks: AsyncIterable<string>,
): Promise<{ layout: CsvLayout; text: AsyncIterable<string> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  let start = '';
  while (start.length < sniffedLength) {
    const next = await iterator.next();
    if (next.done) break;
    start += next.value;
  }
  const layout = detectLayout(start, (name) => columnOf(name) !== undefined);
  const text = (async function* () {
    yield start.slice(layout.skip);
    yield* { [Symbol.asyncIterator]: () => iterator };
  })();
  return { layout, text };
}

/** The parser does not count what stands between cells, so that a line of separators would never be too long to it. */
async function* untilLongLine(chunks: AsyncIterable<string>, onLongLine: () => void): AsyncGenerator<string> {
  let length = 0;
  for await (const chunk of chunks) {
    const last = Math.max(chunk.lastIndexOf('\n'), chunk.lastIndexOf('\r'));
    length = last < 0 ? length + chunk.length : chunk.length - last - 1;
    // A little more than the parser allows cells: what it finds too long it tells better.
    if (length > 1.1 * maxRecordLength) {
      yield chunk.slice(0, last + 1);
      return onLongLine();
    }
    yield chunk;
  }
}

const countAll = (cells: string[], text: string) =>
  cells.reduce((count, cell) => count + cell.split(text).length - 1, 0);

const plain = (name: string) => name.toLowerCase().replace(/[\s_-]/g, '');

/** Our name of a column: `External ID`, `externalId` and `external-id` are `external_id`. */
const columnOf = (name: string) => columns.find((column) => plain(column) === plain(name));

function parseHeader(cells: string[]): string[] {
  const header = cells.map((cell) => columnOf(cell) ?? cell);
  if (!header.includes('photo_urls')) {
    const other = header.findIndex((name) => photoColumns.includes(plain(name)));
    if (other >= 0) header[other] = 'photo_urls';
  }
  const twice = columns.filter((column) => header.indexOf(column) !== header.lastIndexOf(column));
  if (twice.length > 0) {
    throw new UsageError(
      `The header of the CSV names ${twice.join(' and ')} more than once: leave one of them or rename the others.`,
      { code: 'duplicate_column' },
    );
  }
  const missing = neededColumns.filter((column) => !header.includes(column));
  if (missing.length === 0) return header;
  throw new UsageError(
    `The header of the CSV has no column ${missing.join(' and ')}; it has: ${cells.join(', ').slice(0, 500)}. Columns that are read: ${columns.join(', ')}. Cells are parted by ${Object.values(delimiters).join(', ')}.`,
    { code: 'missing_column' },
  );
}
