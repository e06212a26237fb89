import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { csvLine } from '../csv-line.js';
import { toCell, toParquetColumn } from './export-column.js';
import type { RowBatch } from './view.js';

export const viewFormats = ['csv', 'parquet'] as const;
export type ViewFormat = (typeof viewFormats)[number];

/** Writes rows of a view as the bytes of a file. */
export function exportRows(
  batches: AsyncIterable<RowBatch>,
  format: ViewFormat,
): AsyncGenerator<string | Uint8Array> {
  return format === 'csv' ? toCsv(batches) : toParquet(batches);
}

async function* toCsv(batches: AsyncIterable<RowBatch>): AsyncGenerator<string> {
  let first = true;
  for await (const { fields, rows } of batches) {
    if (first) yield csvLine(fields.map(({ name }) => name));
    first = false;
    for (const row of rows) yield csvLine(row.map(toCell));
  }
}

/** Each batch becomes a row group, and is written before the next one is read. */
async function* toParquet(batches: AsyncIterable<RowBatch>): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter();
  const take = () => {
    const taken = bytes.getBytes().slice();
    bytes.index = 0;
    return taken;
  };
  let writer: ParquetWriter | undefined;
  for await (const { fields, rows } of batches) {
    const columns = fields.map(({ name, dataTypeID }) => toParquetColumn(name, dataTypeID));
    writer ??= new ParquetWriter({
      writer: bytes,
      schema: [{ name: 'root', num_children: fields.length }, ...columns.flatMap(({ schema }) => schema)],
      createdBy: 'honeyburst',
    });
    const columnData = fields.map(({ name }, index) => ({
      name,
      data: rows.map((row) => (row[index] === null ? null : columns[index]!.toParquet(row[index]))),
      offsetIndex: false,
    }));
    if (rows.length > 0) writer.write({ columnData, rowGroupSize: rows.length });
    yield take();
  }
  writer?.finish();
  yield take();
}
