import { writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

export type ZipEntry = readonly [path: string, content: Buffer | string, options?: { mode: number }];

/** Writes a zip; `alter` may spoil its bytes. */
export async function writeZip(
  file: string,
  entries: Iterable<ZipEntry>,
  alter: (bytes: Buffer) => Buffer = (bytes) => bytes,
): Promise<string> {
  const zip = new ZipFile();
  for (const [path, content, options] of entries) zip.addBuffer(Buffer.from(content), path, options);
  zip.end();
  await writeFile(file, alter(await buffer(zip.outputStream)));
  return file;
}
