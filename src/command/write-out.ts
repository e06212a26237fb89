import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Writes what comes to a file, or to standard output where none is named. The file takes its name only when it is
 * whole; should anything fail, what was there before stays.
 */
export async function writeOut(
  chunks: AsyncIterable<string | Uint8Array>,
  file: string | undefined,
): Promise<void> {
  const source = Readable.from(chunks);
  if (file === undefined) return pipeline(source, process.stdout, { end: false });
  const aside = `${file}.${process.pid}`;
  try {
    await pipeline(source, createWriteStream(aside));
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
