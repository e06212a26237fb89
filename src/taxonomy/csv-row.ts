import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { UsageError } from '../errors.js';
import type { ShopCode, Translation } from './taxonomy.js';
import { nameKey } from './token.js';

const mostProblems = 20;
const longest = 80;
const tooLong = `use at most ${longest} characters`;

/** Parts of a field that are separated by `|`. */
const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split('|')
      .map((part) => part.trim())
      .filter(Boolean),
  );

const isName = (text: string) => text.length <= longest && nameKey(text) !== '';
const ownedPattern = /^([^:]+):\s*(.+)$/;

/** A part that may have its owner before a colon: `Epiphone:CH`, `de:Schwarz`. */
function splitOwner(part: string): { owner: string | null; text: string } {
  const [, owner, text] = ownedPattern.exec(part) ?? [];
  return text === undefined ? { owner: null, text: part } : { owner: owner!.trim(), text };
}

/** The fields that families and finishes have in common, and the shapes of their lists. */
export const fields = {
  slug: z
    .string()
    .regex(
      /^[a-z0-9]+(-[a-z0-9]+)*$/,
      'use lower-case letters, digits and single hyphens, such as fiesta-red',
    )
    .max(longest, tooLong),
  name: z
    .string()
    .min(1, 'write the name to show, such as Fiesta Red')
    .max(longest, tooLong)
    .refine((name) => nameKey(name) !== '', 'use letters or digits'),
  swatch: z
    .string()
    .regex(
      /^#[0-9a-f]{6}(\|#[0-9a-f]{6}){0,2}$/i,
      'write a colour as #rrggbb, such as #cd4237, or two or three from centre to edge with | between',
    )
    .transform((swatch) => swatch.toLowerCase().split('|')),
  list,
  names: list.refine(
    (names) => names.every(isName),
    'write each as 1 to 80 characters, letters or digits among them',
  ),
  codes: list
    .transform((parts): ShopCode[] =>
      parts.map(splitOwner).map(({ owner, text }) => ({ code: text, maker: owner })),
    )
    .refine(
      (codes) => codes.every(({ code, maker }) => isName(code) && (maker === null || isName(maker))),
      'write a code such as 3TS, or with the maker whose code it is, such as Epiphone:CH',
    ),
  translations: list
    .transform((parts): Translation[] =>
      parts.map(splitOwner).map(({ owner, text }) => ({ language: owner ?? '', name: text })),
    )
    .refine(
      (names) =>
        names.every(({ language, name }) => /^[a-z]{2,3}(-[a-z]+)?$/i.test(language) && isName(name)),
      'write each name after its language code, such as de:Schwarz',
    ),
};

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
  { what, required, optional }: { what: string; required: readonly string[]; optional: readonly string[] },
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

function readRecords(text: string, what: string): Records {
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
export function throwProblems(what: string, problems: readonly string[]): void {
  if (problems.length > 0) throw wrongRows(what, problems);
}

function wrongRows(what: string, problems: readonly string[], cause?: unknown): UsageError {
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
