import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { parse } from 'csv-parse';
import { z } from 'zod';
import { UsageError } from '../../errors.js';

export type Split = 'train' | 'validation' | 'test';

/** A labelled photo of a DATASET. */
export interface LabelledPhoto {
  /** Absolute path. */
  file: string;
  family: string;
  /** Undefined where the photo teaches the family only. */
  finish: string | undefined;
  /** Photos of one group (one guitar, near-duplicates) stay on one side of a split. */
  group: string;
  split: Split | undefined;
  confidence: 'high' | 'low';
}

/** What labels may name: a taxonomy, or the labels of a model. */
export interface KnownLabels {
  /** By slug, in the order that the labels of a model take. */
  families: ReadonlyMap<string, unknown>;
  /** By slug. */
  finishes: ReadonlyMap<string, { family: string }>;
}

export interface Dataset {
  /** Folder or file it was read from. */
  path: string;
  photos: LabelledPhoto[];
  /** Slugs of all families that labels may name, in the order that the labels of a model take. */
  families: readonly string[];
}

const imageExtensions = new Set(['.jpg', '.jpeg', '.png', '.webp', '.gif', '.avif']);

const rowSchema = z.object({
  file: z.string().min(1),
  family: z.string().min(1),
  finish: z.string().optional(),
  group: z.string().optional(),
  split: z.enum(['train', 'validation', 'test', '']).optional(),
  confidence: z.enum(['high', 'low', '']).optional(),
});

/**
 * Reads a DATASET: a CSV with the columns file,family and optionally finish,group,split,confidence (files
 * relative to the CSV or to `images`), or a folder of label folders: `family/finish/`, `family/` or `finish/`.
 * Throws a UsageError that names the first wrong rows, or what is missing.
 */
export async function readDataset(path: string, known: KnownLabels, images?: string): Promise<Dataset> {
  const info = await stat(path).catch(() => undefined);
  if (!info) throw new UsageError(`There is no dataset at ${path}: name a folder of label folders or a CSV.`);
  const photos = info.isDirectory()
    ? await readFolders(path, known)
    : await readCsv(path, images ?? dirname(path), known);
  if (photos.length === 0) throw new UsageError(`The dataset ${path} holds no labelled photo.`);
  return { path, photos, families: [...known.families.keys()] };
}

async function readCsv(path: string, images: string, known: KnownLabels): Promise<LabelledPhoto[]> {
  const photos: LabelledPhoto[] = [];
  const problems: string[] = [];
  const parser = createReadStream(path).pipe(
    parse({ bom: true, columns: true, skip_empty_lines: true, trim: true, info: true }),
  );
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: unknown;
      info: { lines: number };
    }>) {
      const row = rowSchema.safeParse(record);
      const problem = row.success
        ? labelProblem(row.data.family, row.data.finish, known)
        : describe(row.error);
      if (problem) problems.push(`line ${info.lines}: ${problem}`);
      else if (row.success) {
        const { file, family, finish, group, split, confidence } = row.data;
        photos.push({
          file: resolve(images, file),
          family,
          finish: finish || undefined,
          group: group || file,
          split: split || undefined,
          confidence: confidence || 'high',
        });
      }
    }
  } catch (cause) {
    throw new UsageError(`${path} is not a CSV that can be read: ${(cause as Error).message}`, { cause });
  }
  if (problems.length > 0) throw new UsageError(problemList(path, problems));
  return photos;
}

async function readFolders(path: string, known: KnownLabels): Promise<LabelledPhoto[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const photos: LabelledPhoto[] = [];
  const problems = new Set<string>();
  for (const entry of entries) {
    if (!entry.isFile() || !imageExtensions.has(extname(entry.name).toLowerCase())) continue;
    const file = join(entry.parentPath, entry.name);
    const [first, second] = relative(path, dirname(file)).split(/[\\/]/);
    const label = first ?? '';
    // One level names families, or finishes of the taxonomy; two levels name the family, then the finish.
    const isFamily = known.families.has(label);
    const family = isFamily ? label : known.finishes.get(label)?.family;
    const finish = isFamily ? second : label;
    const problem =
      family === undefined
        ? `neither a family nor a finish: ${label || '(no label folder)'}`
        : labelProblem(family, finish, known);
    if (problem) problems.add(problem);
    else if (family) {
      const group = `${label}/${basename(entry.name, extname(entry.name))}`;
      photos.push({ file, family, finish: finish || undefined, group, split: undefined, confidence: 'high' });
    }
  }
  if (problems.size > 0) throw new UsageError(problemList(path, [...problems]));
  return photos.sort((a, b) => (a.file < b.file ? -1 : 1));
}

function labelProblem(family: string, finish: string | undefined, known: KnownLabels): string | undefined {
  if (!known.families.has(family))
    return `${family} is no family; families are ${[...known.families.keys()].join(', ')}`;
  if (!finish) return undefined;
  const found = known.finishes.get(finish);
  if (!found) return `${finish} is no finish of the taxonomy; add it with: honeyburst taxonomy import FILE`;
  return found.family === family ? undefined : `${finish} is ${found.family}, not ${family}`;
}

function describe(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
}

function problemList(path: string, problems: string[]): string {
  const shown = problems.slice(0, 10).map((problem) => `  ${problem}`);
  const rest = problems.length > shown.length ? `\n  and ${problems.length - shown.length} more` : '';
  return `The dataset ${path} has wrong rows:\n${shown.join('\n')}${rest}`;
}
