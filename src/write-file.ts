import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HoneyburstError } from './errors.js';

/**
 * Writes a file as a whole or not at all, aside and then renamed: a process that is killed leaves no half of it.
 * Throws a HoneyburstError (`disk_full`) that names the folder where there is no room.
 */
export async function writeWholeFile(path: string, content: Uint8Array | string): Promise<void> {
  const aside = `${path}.${process.pid}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(aside, content);
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true }).catch(() => {});
    throw diskError(error, dirname(path));
  }
}

/** What writing below `folder` failed with, said clearly if the disk is full; anything else as it is. */
export function diskError(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new HoneyburstError(
    `There is no room left on the disk of ${folder}: make room and run the command again, it goes on where it stopped; HONEYBURST_HOME names another place for caches and models.`,
    { code: 'disk_full', stage: 'write', cause: error },
  );
}
