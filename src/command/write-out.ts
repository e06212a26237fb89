import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Writes a stream to a file, or to standard output if no file is named. The file replaces an existing one only when it is
 * complete; if anything fails, the existing file stays.
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
