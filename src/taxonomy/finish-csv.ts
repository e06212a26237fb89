import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { UsageError } from '../errors.js';
import { families } from './family.js';
import { nameKey } from './name-index.js';
import type { Finish } from './taxonomy.js';

const columns = ['slug', 'name', 'family', 'makers', 'aliases', 'swatch'] as const;
const mostProblems = 20;

const list = z.string().transform((text) =>
  text
    .split('|')
    .map((part) => part.trim())
    .filter(Boolean),
);

const rowSchema = z.object({
  slug: z
    .string()
    .regex(
      /^[a-z0-9]+(-[a-z0-9]+)*$/,
      'use lower-case letters, digits and single hyphens, such as fiesta-red',
    )
    .max(80, 'use at most 80 characters'),
  name: z
    .string()
    .min(1, 'write the name to show, such as Fiesta Red')
    .max(80, 'use at most 80 characters')
    .refine((name) => nameKey(name) !== '', 'use letters or digits'),
  family: z.enum(families, { error: `use one of ${families.join(', ')}` }),
  makers: list,
  aliases: list.refine(
    (aliases) => aliases.every((alias) => alias.length <= 80 && nameKey(alias) !== ''),
    'use 1 to 80 characters for an alias, letters or digits among them',
  ),
  swatch: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'write a colour as #rrggbb, such as #cd4237')
    .transform((swatch) => swatch.toLowerCase()),
});

/**
 * Finishes from CSV with the columns slug, name, family, makers, aliases and swatch (makers and aliases separated by
 * `|`). An alias in capitals is a shop code (3TS); after a maker's name it is that maker's alone (Epiphone CH). Throws
 * one UsageError that lists what is wrong by line and column, and how to mend it.
 */
export function parseFinishCsv(text: string, origin: Finish['origin']): Finish[] {
  const problems: string[] = [];
  const finishes: Finish[] = [];
  const slugs = new Set<string>();
  const owners = createNameOwners();
  for (const { record, line } of readRows(text)) {
    const row = rowSchema.safeParse(record);
    if (!row.success) {
      for (const { path, message } of row.error.issues) {
        problems.push(
          `line ${line}, column ${String(path[0])}: ${message}, not ${quote(record[String(path[0])])}`,
        );
      }
      continue;
    }
    const finish: Finish = { ...row.data, origin };
    if (slugs.has(finish.slug)) {
      problems.push(`line ${line}, column slug: ${finish.slug} is already there; keep one of the two rows`);
      continue;
    }
    slugs.add(finish.slug);
    finishes.push(finish);
    problems.push(...owners.claim(finish).map((problem) => `line ${line}, ${problem}`));
  }
  throwProblems(problems);
  return finishes;
}

/** Throws a UsageError where a name or an alias of one finish is a name of another. */
export function checkNames(finishes: Iterable<Finish>): void {
  const owners = createNameOwners();
  throwProblems([...finishes].flatMap((finish) => owners.claim(finish)));
}

function createNameOwners() {
  const owners = new Map<string, string>();
  return {
    claim(finish: Finish): string[] {
      const problems: string[] = [];
      const claim = (column: string, text: string) => {
        const key = nameKey(text);
        const owner = owners.get(key) ?? finish.slug;
        owners.set(key, owner);
        if (owner === finish.slug) return;
        problems.push(
          `column ${column}: ${quote(text)} already means ${owner}; remove it from ${finish.slug} or there`,
        );
      };
      claim('slug', finish.slug);
      claim('name', finish.name);
      for (const alias of finish.aliases) claim('aliases', alias);
      return problems;
    },
  };
}

interface Row {
  record: Record<string, string | undefined>;
  line: number;
}

function readRows(text: string): Row[] {
  if (text.trim() === '') throwProblems([`it is empty; the first line names ${columns.join(',')}`]);
  try {
    const rows: unknown = parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
      columns: (header: string[]) => {
        const missing = columns.filter((column) => !header.includes(column));
        if (missing.length > 0) {
          throwProblems([
            `line 1: the column ${missing.join(', ')} is missing; the first line names ${columns.join(',')}`,
          ]);
        }
        return header;
      },
    });
    return (rows as { record: Row['record']; info: { lines: number } }[]).map(({ record, info }) => ({
      record,
      line: info.lines,
    }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw wrongFinishes(
      [`${error.message}; write as many fields as the first line has, and quote fields with a comma`],
      error,
    );
  }
}

function throwProblems(problems: readonly string[]): void {
  if (problems.length > 0) throw wrongFinishes(problems);
}

function wrongFinishes(problems: readonly string[], cause?: unknown): UsageError {
  const shown = problems.slice(0, mostProblems);
  const more = problems.length - shown.length;
  if (more > 0) shown.push(`and ${more} more`);
  return new UsageError(`Wrong list of finishes:\n${shown.map((problem) => `  ${problem}`).join('\n')}`, {
    code: 'wrong_finishes',
    cause,
  });
}

function quote(text: string | undefined): string {
  return JSON.stringify((text ?? '').slice(0, 80));
}
