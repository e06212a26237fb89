import type { SchemaElement } from 'hyparquet-writer';
import pg from 'pg';

/** How a Postgres column is written to Parquet. */
export interface ParquetColumn {
  /** The column, followed by its parts. */
  schema: SchemaElement[];
  toParquet(value: unknown): unknown;
}

/** Integers, floats, times, dates, JSON and lists of text keep their type; numeric becomes DOUBLE; all else becomes text. */
export function toParquetColumn(name: string, typeId: number): ParquetColumn {
  const column = (element: Omit<SchemaElement, 'name'>, toParquet: ParquetColumn['toParquet'] = same) => ({
    schema: [{ name, repetition_type: 'OPTIONAL' as const, ...element }],
    toParquet,
  });
  switch (typeId) {
    case types.BOOL:
      return column({ type: 'BOOLEAN' });
    case types.INT2:
    case types.INT4:
      return column({ type: 'INT32' });
    case types.INT8:
      return column({ type: 'INT64' }, (value) => BigInt(value as number));
    case types.FLOAT4:
      return column({ type: 'FLOAT' });
    case types.FLOAT8:
    case types.NUMERIC:
      return column({ type: 'DOUBLE' }, Number);
    case types.DATE:
      return column({ type: 'INT32', converted_type: 'DATE' }, (value) => new Date(`${value}T00:00:00Z`));
    case types.TIMESTAMPTZ:
      return column({ type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' });
    case types.JSON:
    case types.JSONB:
      return column({ type: 'BYTE_ARRAY', converted_type: 'JSON' });
    case textArray:
      return {
        schema: [
          { name, repetition_type: 'OPTIONAL', converted_type: 'LIST', num_children: 1 },
          { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
          { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        ],
        toParquet: same,
      };
    default:
      return column({ type: 'BYTE_ARRAY', converted_type: 'UTF8' }, String);
  }
}

/** A value as a cell of a CSV: times as ISO 8601 in UTC, JSON and lists as JSON. */
export function toCell(value: unknown): string | null {
  if (value === null) return null;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const types = pg.types.builtins;
const textArray = 1009;
const same = (value: unknown) => value;
