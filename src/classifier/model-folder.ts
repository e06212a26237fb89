import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { HoneyburstError } from '../errors.js';
import { pathError } from '../path-error.js';
import { diskError } from '../write-file.js';
import type { Backend, ModelFolder } from './backend.js';
import { checkThresholds, commonDescription, type ModelDescription } from './model-description.js';

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Writes a model folder as a whole or not at all; an older one of that name is replaced. `contents` holds the files of
 * the backend by name.
 */
export async function writeModelFolder<Description extends ModelDescription>(
  folder: string,
  backend: Backend<Description>,
  description: Description,
  contents: Readonly<Record<string, Uint8Array>> = {},
): Promise<ModelFolder<Description>> {
  await replaceFolder(folder, async (aside) => {
    for (const { name, optional } of backend.files) {
      const bytes = contents[name];
      if (bytes) await writeFile(join(aside, name), bytes);
      else if (!optional) throw new Error(`a model of ${backend.engine} needs ${name}`);
    }
    await writeFile(join(aside, 'model.json'), `${JSON.stringify(description, null, 2)}\n`);
  });
  return { folder, description, checksum: backend.checksum(description), backend };
}

/** Copies a model folder as a whole or not at all, also onto itself; an older one of that name is replaced. */
export async function copyModelFolder(
  { folder: from, backend }: ModelFolder,
  folder: string,
): Promise<ModelFolder> {
  await replaceFolder(folder, async (aside) => {
    await copyFile(join(from, 'model.json'), join(aside, 'model.json'));
    for (const { name, optional } of backend.files) {
      await copyFile(join(from, name), join(aside, name)).catch((error) => {
        if (!optional || error.code !== 'ENOENT') throw error;
      });
    }
  });
  return readModelFolder(folder, [backend]);
}

async function replaceFolder(folder: string, fill: (aside: string) => Promise<void>): Promise<void> {
  const aside = `${folder}.${process.pid}`;
  await rm(aside, { recursive: true, force: true });
  try {
    await mkdir(aside, { recursive: true });
    await fill(aside);
    await rm(folder, { recursive: true, force: true });
    await rename(aside, folder);
  } catch (error) {
    await rm(aside, { recursive: true, force: true }).catch(() => {});
    const full = diskError(error, dirname(folder));
    const isOurs = error instanceof Error && 'path' in error && String(error.path).startsWith(aside);
    throw isOurs ? pathError(full, folder) : full;
  }
}

/**
 * Reads model.json of a model that one of these backends computes. Throws a HoneyburstError of stage model that names
 * the folder and what is wrong.
 */
export async function readModelFolder<Description extends ModelDescription>(
  folder: string,
  backends: readonly Backend<Description>[],
): Promise<ModelFolder<Description>> {
  const text = await readFile(join(folder, 'model.json'), 'utf8').catch((cause) => {
    throw unreadable(folder, 'it has no model.json', cause);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw unreadable(folder, 'model.json is not JSON', cause);
  }
  const parsed = descriptionOf(backends).safeParse(json);
  if (!parsed.success) throw unreadable(folder, z.prettifyError(parsed.error), parsed.error);
  const description = parsed.data as Description;
  const backend = backends.find(({ engine }) => engine === description.engine)!;
  return { folder, description, checksum: backend.checksum(description), backend };
}

function descriptionOf(backends: readonly Pick<Backend, 'engine' | 'describe'>[]) {
  const schemas = backends.map(({ engine, describe }) =>
    commonDescription.extend({ ...describe.shape, engine: z.literal(engine) }),
  );
  type Schema = (typeof schemas)[number];
  return z.discriminatedUnion('engine', schemas as [Schema, ...Schema[]]).superRefine(checkThresholds);
}

/** The error of a folder that cannot be used as a model. */
export function unreadable(folder: string, message: string, cause: unknown): HoneyburstError {
  return new HoneyburstError(`${folder} is not a model folder: ${message}`, {
    code: 'model_unreadable',
    stage: 'model',
    cause,
  });
}
