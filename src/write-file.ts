import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file as a whole or not at all, aside and then renamed: a process that is killed leaves no half of it. */
export async function writeWholeFile(path: string, content: Uint8Array | string): Promise<void> {
  const aside = `${path}.${process.pid}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(aside, content);
  await rename(aside, path);
}
