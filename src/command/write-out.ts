import { createWriteStream } from 'node:fs';
import { realpath, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { byteOrderMark } from '../csv-line.js';
import { UsageError } from '../errors.js';
import { pathError } from '../path-error.js';
import { toTerminal } from '../terminal-text.js';

type Chunks = AsyncIterable<string | Uint8Array>;

/**
 * Writes a stream to a file, or to standard output if no file is named. The file replaces an existing one only when it is
 * complete; if anything fails, the existing file stays. A device or pipe is written to directly. Throws a HoneyburstError
 * that names the file if it cannot be written.
 */
export async function writeOut(chunks: Chunks, file: string | undefined): Promise<void> {
  if (file === undefined) {
    const shown = process.stdout.isTTY ? shownOn(chunks) : chunks;
    return pipeline(Readable.from(shown), process.stdout, { end: false });
  }
  const target = await realpath(file).catch(() => file);
  const info = await stat(target).catch(() => undefined);
  if (info?.isDirectory()) throw new UsageError(`--out ${file} is a folder: name a file.`);
  const isPlace = info !== undefined && !info.isFile();
  const aside = isPlace ? target : `${target}.${process.pid}`;
  try {
    await pipeline(Readable.from(chunks), createWriteStream(aside));
    if (!isPlace) await rename(aside, target);
  } catch (error) {
    if (!isPlace) await rm(aside, { force: true }).catch(() => {});
    throw pathError(error, file);
  }
}

/** The chunks of a CSV that a spreadsheet is to read as UTF-8. */
export async function* withByteOrderMark(chunks: Chunks): AsyncGenerator<string | Uint8Array> {
  yield byteOrderMark;
  yield* chunks;
}

async function* shownOn(chunks: Chunks): AsyncGenerator<string | Uint8Array> {
  for await (const chunk of chunks) yield typeof chunk === 'string' ? toTerminal(chunk) : chunk;
}
