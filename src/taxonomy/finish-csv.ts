import { z } from 'zod';
import { fields } from './csv-field.js';
import { readRows, throwProblems } from './csv-row.js';
import { createNameOwners, namesOfFinish } from './name-owners.js';
import type { Finish, Origin, ShopCode } from './taxonomy.js';

const required = ['slug', 'name', 'family', 'swatch'];
const optional = ['makers', 'aliases', 'codes', 'translations'];

const rowSchema = z.object({
  slug: fields.slug,
  name: fields.name,
  family: z.string(),
  makers: fields.list,
  aliases: fields.names,
  codes: fields.codes,
  translations: fields.translations,
  swatch: fields.swatch,
});

/**
 * Finishes from CSV with the columns slug, name, family and swatch, and optionally makers, aliases, codes and
 * translations (lists, with | between). A CSV without the column codes is read as release 0.1 did: an alias in
 * capitals is a shop code (3TS), after a maker's name that maker's (Epiphone CH). Throws one UsageError that lists what
 * is wrong by line and column, and how to mend it.
 */
export function parseFinishCsv(
  text: string,
  { origin, families }: { origin: Origin; families: Iterable<{ slug: string }> },
): Finish[] {
  const problems: string[] = [];
  const known = new Set(Array.from(families, ({ slug }) => slug));
  const schema = rowSchema.extend({
    family: z
      .string()
      .refine((family) => known.has(family), { error: `use one of ${[...known].join(', ')}` }),
  });
  const columns = { what: 'finishes' as const, required, optional };
  const { rows, columns: given } = readRows(text, schema, columns, (problem) => problems.push(problem));
  const finishes = new Map<string, Finish>();
  const owners = createNameOwners();
  for (const { row, line } of rows) {
    const finish: Finish = { ...row, ...(given.includes('codes') ? {} : splitAliases(row.aliases)), origin };
    if (finishes.has(finish.slug)) {
      problems.push(`line ${line}, column slug: ${finish.slug} is already there; keep one of the two rows`);
      continue;
    }
    finishes.set(finish.slug, finish);
    problems.push(
      ...owners.claim(finish.slug, namesOfFinish(finish)).map((problem) => `line ${line}, ${problem}`),
    );
  }
  throwProblems('finishes', problems);
  return [...finishes.values()];
}

/** The shop code at the end of an alias of release 0.1. The migration 0012_taxonomy_families has the same pattern. */
const codePattern = /^(?:(.+) )?([A-Z0-9]{2,5})$/;

function splitAliases(given: readonly string[]): Pick<Finish, 'aliases' | 'codes'> {
  const aliases: string[] = [];
  const codes: ShopCode[] = [];
  for (const alias of given) {
    const [, maker, code] = codePattern.exec(alias) ?? [];
    if (code === undefined) aliases.push(alias);
    else codes.push({ code, maker: maker ?? null });
  }
  return { aliases, codes };
}
