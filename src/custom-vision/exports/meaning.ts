import { z } from 'zod';
import { parseCsvTable } from '../../csv-table.js';
import { UsageError } from '../../errors.js';
import type { Taxonomy } from '../../taxonomy/taxonomy.js';

/** The meaning of a label: a finish; without one, another finish of the family; without either, that there is no guitar. */
export interface Meaning {
  family?: string;
  finish?: string;
}

/** Names for the label of photos that show none of the other classes. Custom Vision calls it Negative. */
const negatives = new Set(['negative', 'background', 'none', 'no guitar', 'not a guitar']);

/** The meanings that the user states, by label. */
export type StatedMeanings = ReadonlyMap<string, Meaning>;

const rowSchema = z.object({ label: z.string().min(1), family: z.string(), finish: z.string().default('') });

/**
 * Reads a CSV with the columns label, family and optionally finish (a slug). A label without either means that there is
 * no guitar. Throws a UsageError that names the wrong rows.
 */
export function parseLabelCsv(text: string, taxonomy: Taxonomy): StatedMeanings {
  const stated = new Map<string, Meaning>();
  const problems: string[] = [];
  for (const [index, record] of readRows(text).entries()) {
    const row = rowSchema.safeParse(record);
    const meaning = row.success ? toMeaning(row.data, taxonomy) : 'it needs the columns label and family';
    if (typeof meaning === 'string') problems.push(`row ${index + 1}: ${meaning}`);
    else stated.set(row.data!.label!, meaning);
  }
  if (problems.length === 0) return stated;
  throw new UsageError(`The file of labels cannot be used:\n${problems.slice(0, 20).join('\n')}`);
}

function readRows(text: string): unknown[] {
  try {
    return parseCsvTable(text, ['label', 'family', 'finish']).rows.map(({ cells }) => cells);
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    throw new UsageError(`The file of labels is not CSV: ${cause.message}`, { cause });
  }
}

/** The meaning of a row, or a text that says what is wrong with it. */
function toMeaning(
  { family, finish }: z.infer<typeof rowSchema>,
  { families, finishes }: Taxonomy,
): Meaning | string {
  if (!finish && !family) return {};
  if (family && !families.has(family))
    return `${family} is no family; those are ${[...families.keys()].join(', ')}`;
  if (!finish) return { family };
  const known = finishes.get(finish);
  if (!known) return `there is no finish ${finish}: honeyburst taxonomy lists them`;
  if (family && known.family !== family) return `${finish} is of the family ${known.family}, not ${family}`;
  return { family: known.family, finish };
}

export interface LabelContext {
  taxonomy: Taxonomy;
  stated: StatedMeanings;
  /** The family whose finishes the network tells apart. Default: all families. */
  family?: string | undefined;
  /** Whether the network tells finishes apart. If so, a name that a family and a finish share means the finish. */
  tellsFinishes: boolean;
}

/**
 * Interprets a label: a stated meaning, a family, a finish by slug, name or alias, or no guitar. `other red` means another
 * red finish, and so does `other` in the network of the family red. Returns undefined for an unknown label.
 */
export function interpretLabel(
  label: string,
  { taxonomy, stated, family, tellsFinishes }: LabelContext,
): Meaning | undefined {
  const given = stated.get(label);
  if (given) return given;
  const words = label
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ');
  if (negatives.has(words)) return {};
  if (family && words === 'other') return { family };
  const named = taxonomy.finishes.get(words.replaceAll(' ', '-'));
  const other = words.replace(/^other /, '');
  if (taxonomy.families.has(other) && !(named && tellsFinishes)) return { family: other };
  const match = taxonomy.match(label);
  const finish = named ?? (match.kind === 'exact' || match.kind === 'alias' ? match.finish : undefined);
  return finish && { family: finish.family, finish: finish.slug };
}
