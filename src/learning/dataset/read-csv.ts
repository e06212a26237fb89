import { resolve } from 'node:path';
import { z } from 'zod';
import { type View, views } from '../../classifier/view.js';
import { parseCsvTable } from '../../csv-table.js';
import { UsageError } from '../../errors.js';
import { readText } from '../../read-text.js';
import { type Dataset, otherFinish } from './dataset.js';
import { createLabelNames, type KnownLabels, type Label, type LabelNames } from './label-names.js';
import { throwWrongRows } from './wrong-rows.js';

const columns = [
  'file',
  'family',
  'finish',
  'group',
  'split',
  'confidence',
  'source',
  'view',
  'make',
  'model',
] as const;
const needed = ['file', 'family'] as const;

const filled = z.string().min(1, 'is empty');
const oneOf = <T extends string>(values: readonly T[]) =>
  z.preprocess(
    (value) => String(value).toLowerCase(),
    z.enum(['', ...values], `must be ${values.join(', ')} or empty`),
  );

const rowSchema = z.object({
  file: filled,
  family: z.string().default(''),
  finish: z.string().default(''),
  group: z.string().default(''),
  split: oneOf(['train', 'validation', 'test']).default(''),
  confidence: oneOf(['high', 'low']).default(''),
  source: z.string().default(''),
  view: oneOf(views).default(''),
  make: z.string().default(''),
  model: z.string().default(''),
});

/** Views whose colours are those that the label names. A back often has another finish than the label's, the top's. */
const labelledViews: readonly (View | '')[] = ['', 'front', 'detail'];

/**
 * The rows of a dataset that is a CSV; files are relative to `images`. A row whose view does not show the labelled finish
 * needs no family, and teaches its view only. Throws a UsageError that names what is wrong.
 */
export async function readCsv(
  path: string,
  images: string,
  known: KnownLabels,
): Promise<Required<Pick<Dataset, 'photos' | 'viewed'>>> {
  const table = parseTable(path, await readText(path));
  const labels = createLabelNames(known);
  const problems: string[] = [];
  const photos: Dataset['photos'] = [];
  const viewed: Required<Dataset>['viewed'] = [];
  for (const { line, cells } of table.rows) {
    const row = rowSchema.safeParse(cells);
    if (!row.success) {
      problems.push(`line ${line}: ${describe(row.error)}`);
      continue;
    }
    const { file, family, finish, group, split, confidence, source, view, make, model } = row.data;
    const photo = {
      file: resolve(images, file),
      group: group || file,
      split: split || undefined,
      ...(source && { source }),
    };
    if (view) viewed.push({ ...photo, view });
    if (!labelledViews.includes(view)) continue;
    const label = readLabel(labels, family, finish);
    if ('problem' in label) problems.push(`line ${line}: ${label.problem}`);
    else {
      const guitar = { ...(make && { make }), ...(model && { model }) };
      photos.push({ ...photo, ...guitar, ...label, confidence: confidence || 'high' });
    }
  }
  throwWrongRows(path, problems);
  return { photos, viewed };
}

function readLabel(labels: LabelNames, family: string, finish: string): Label {
  if (family === '') return { problem: 'family is empty' };
  if (finish !== otherFinish) return labels.read(family, finish);
  const label = labels.read(family, '');
  return 'problem' in label ? label : { ...label, finish: otherFinish };
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
