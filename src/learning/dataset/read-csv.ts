import { resolve } from 'node:path';
import { z } from 'zod';
import { parseCsvTable } from '../../csv-table.js';
import { UsageError } from '../../errors.js';
import { readText } from '../../read-text.js';
import type { LabelledPhoto } from './dataset.js';
import { createLabelNames, type KnownLabels } from './label-names.js';
import { throwWrongRows } from './wrong-rows.js';

const columns = ['file', 'family', 'finish', 'group', 'split', 'confidence'] as const;
const needed = ['file', 'family'] as const;

const filled = z.string().min(1, 'is empty');
const oneOf = <T extends string>(values: readonly T[]) =>
  z.preprocess(
    (value) => String(value).toLowerCase(),
    z.enum(['', ...values], `must be ${values.join(', ')} or empty`),
  );

const rowSchema = z.object({
  file: filled,
  family: filled,
  finish: z.string().default(''),
  group: z.string().default(''),
  split: oneOf(['train', 'validation', 'test']).default(''),
  confidence: oneOf(['high', 'low']).default(''),
});

/** The rows of a dataset that is a CSV; files are relative to `images`. Throws a UsageError that names what is wrong. */
export async function readCsv(path: string, images: string, known: KnownLabels): Promise<LabelledPhoto[]> {
  const table = parseTable(path, await readText(path));
  const labels = createLabelNames(known);
  const problems: string[] = [];
  const photos = table.rows.flatMap(({ line, cells }): LabelledPhoto[] => {
    const row = rowSchema.safeParse(cells);
    const label = row.success
      ? labels.read(row.data.family, row.data.finish)
      : { problem: describe(row.error) };
    if (!row.success || 'problem' in label) {
      problems.push(`line ${line}: ${'problem' in label ? label.problem : ''}`);
      return [];
    }
    const { file, group, split, confidence } = row.data;
    return [
      {
        file: resolve(images, file),
        ...label,
        group: group || file,
        split: split || undefined,
        confidence: confidence || 'high',
      },
    ];
  });
  throwWrongRows(path, problems);
  return photos;
}

function parseTable(path: string, text: string) {
  const table = (() => {
    try {
      return parseCsvTable(text, columns);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw new UsageError(`${path} is not a CSV that can be read: ${error.message}`, {
        code: error.code,
        cause: error,
      });
    }
  })();
  const missing = needed.filter((column) => !table.columns.includes(column));
  if (missing.length === 0) return table;
  const header = table.header.join(', ').slice(0, 500);
  throw new UsageError(
    `The header of ${path} has no column ${missing.join(' and ')}${header === '' ? ': the file is empty' : `; it has: ${header}`}. Columns that are read: ${columns.join(', ')}.`,
    { code: 'missing_column' },
  );
}

function describe(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ');
}
