import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HoneyburstError } from './errors.js';

/**
 * Writes a file completely or not at all: it writes a temporary file and renames it. Several calls may write the same
 * path at once. Throws a HoneyburstError (`disk_full`) that names the path if the disk is full.
 * (write-file-atomic flushes each file to the disk, which our caches do not need, and its releases need Node.js 22.)
 */
export async function writeWholeFile(path: string, content: Uint8Array | string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(aside, content);
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true }).catch(() => {});
    throw diskError(error, path);
  }
}

/** A HoneyburstError (`disk_full`) if that is why writing to `path` failed, otherwise the error itself. */
export function diskError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new HoneyburstError(
    `The disk of ${path} is full. Make room and run the command again: it resumes where it stopped. HONEYBURST_HOME can name another folder for caches and models.`,
    { code: 'disk_full', stage: 'write', cause: error },
  );
}
