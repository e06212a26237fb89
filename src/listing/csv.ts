import { Readable } from 'node:stream';
import { type InfoRecord, parse } from 'csv-parse';
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
/** A quote that is never closed would otherwise take the rest of the file into memory. */
const maxRecordLength = 4_000_000;

/**
 * The rows of a CSV as objects under our column names; columns that we do not know are ignored. A row with too many
 * or too few cells does not stop the rest. Throws a UsageError if the header lacks a column that is needed or has one
 * twice.
 */
export async function* readCsv(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Found> {
  let fault: string | undefined;
  const parser = parse({
    bom: true,
    info: true,
    skip_empty_lines: true,
    record_delimiter: ['\r\n', '\n'],
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
  let lines = 0;
  let twice = 0;
  const bounded = untilLongLine(bytes, () => {
    fault ??= `is longer than ${maxRecordLength} bytes`;
  });
  for await (const row of Readable.from(bounded).compose(parser)) {
    const { record, info } = row as { record: string[]; info: InfoRecord };
    // The parser counts a \r\n within quotes as two lines.
    twice += countAll(record, '\r\n');
    lines = info.lines - twice;
    if (!header) {
      header = parseHeader(record);
      continue;
    }
    const place = `line ${lines - countAll(record, '\n')}`;
    if (record.length === header.length) {
      yield { place, value: Object.fromEntries(header.map((name, index) => [name, record[index]])) };
    } else yield { place, error: `has ${record.length} cells where the header has ${header.length}` };
  }
  if (fault) yield { place: `line ${lines + 1}`, error: `${fault}: the rest is left out` };
  else if (!header) throw new UsageError('The CSV is empty: a header line is needed');
}

/** The parser does not count what stands between cells, so that a line of separators would never be too long to it. */
async function* untilLongLine(
  bytes: AsyncIterable<Uint8Array>,
  onLongLine: () => void,
): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of bytes) {
    const last = chunk.lastIndexOf(10);
    length = last < 0 ? length + chunk.length : chunk.length - last - 1;
    // A little more than the parser allows cells: what it finds too long it tells better.
    if (length > 1.1 * maxRecordLength) {
      yield chunk.subarray(0, last + 1);
      return onLongLine();
    }
    yield chunk;
  }
}

const countAll = (cells: string[], text: string) =>
  cells.reduce((count, cell) => count + cell.split(text).length - 1, 0);

/** The names as we write them: `External ID`, `externalId` and `external-id` are `external_id`. */
function parseHeader(cells: string[]): string[] {
  const plain = (name: string) => name.toLowerCase().replace(/[\s_-]/g, '');
  const header = cells.map((cell) => columns.find((column) => plain(column) === plain(cell)) ?? cell);
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
    `The header of the CSV has no column ${missing.join(' and ')}; it has: ${cells.join(', ').slice(0, 500)}. Columns that are read: ${columns.join(', ')}`,
    { code: 'missing_column' },
  );
}
