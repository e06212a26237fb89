import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Looks at the photos of a folder one after the other, after eight to warm up, and prints photos per second as JSON. */
export async function timeFiles(
  folder: string,
  look: (file: string) => Promise<unknown>,
  details: object = {},
): Promise<void> {
  const files = (await readdir(folder)).map((name) => join(resolve(folder), name));
  for (const file of files.slice(0, 8)) await look(file);
  const startedAt = performance.now();
  for (const file of files) await look(file);
  const photosPerSecond = (files.length / (performance.now() - startedAt)) * 1000;
  process.stdout.write(`${JSON.stringify({ photosPerSecond, ...details })}\n`);
}
