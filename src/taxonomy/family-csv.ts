import { z } from 'zod';
import { fields } from './csv-field.js';
import { readRows, throwProblems } from './csv-row.js';
import { createNameOwners, namesOfFamily } from './name-owners.js';
import type { Family, Origin } from './taxonomy.js';
import { tokenise } from './token.js';

/** Scripts without spaces have a token for each character. */
const isOneWord = (text: string) => tokenise(text, text.length).length === 1 || !/[\s\p{P}a-z]/iu.test(text);
const oneWord = 'write single words: a text is compared with them word by word';

const rowSchema = z.object({
  slug: fields.slug,
  name: fields.name,
  swatch: fields.swatch,
  words: fields.names.refine((words) => words.every(isOneWord), oneWord),
  translations: fields.translations.refine((words) => words.every(({ name }) => isOneWord(name)), oneWord),
  wins_over: fields.list,
  plain: z
    .enum(['', 'yes'], { error: 'write yes or nothing' })
    .default('')
    .transform((answer) => answer === 'yes'),
});

/**
 * Families from CSV with the columns slug, name and swatch, and optionally words, translations, wins_over (lists, with
 * | between) and plain (yes or nothing); people see them in the order of the rows. Throws one UsageError that lists what
 * is wrong by line and column, and how to mend it.
 */
export function parseFamilyCsv(text: string, origin: Origin): Family[] {
  const problems: string[] = [];
  const columns = {
    what: 'families' as const,
    required: ['slug', 'name', 'swatch'],
    optional: ['words', 'translations', 'wins_over', 'plain'],
  };
  const { rows } = readRows(text, rowSchema, columns, (problem) => problems.push(problem));
  const families = new Map<string, Family>();
  const owners = createNameOwners();
  for (const { row, line } of rows) {
    const { wins_over: winsOver, ...rest } = row;
    const family: Family = { ...rest, winsOver, origin };
    if (families.has(family.slug)) {
      problems.push(`line ${line}, column slug: ${family.slug} is already there; keep one of the two rows`);
      continue;
    }
    families.set(family.slug, family);
    problems.push(
      ...owners.claim(family.slug, namesOfFamily(family)).map((problem) => `line ${line}, ${problem}`),
    );
  }
  throwProblems('families', problems);
  return [...families.values()];
}
