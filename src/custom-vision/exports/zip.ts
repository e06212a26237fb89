import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise } from 'yauzl';
import { exportError } from './export-error.js';

/** More than any export of a compact network holds: what claims more is refused before it is unpacked. */
export const mostBytes = 512 * 1024 * 1024;
export const mostFiles = 1000;

/**
 * The files of a zip by their path. Throws a HoneyburstError where it is damaged, encrypted, too large once unpacked,
 * or has a file that is no plain file within it.
 */
export async function readZip(path: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  let total = 0;
  try {
    // Names that lead out of the zip are refused by the reader, as is a file that is not of the size it states.
    const zip = await openPromise(path, { autoClose: false });
    try {
      for await (const entry of zip.eachEntry()) {
        if (entry.fileName.endsWith('/')) continue;
        total += entry.uncompressedSize;
        refuse(path, entry, total, files);
        const bytes = await buffer(await zip.openReadStreamPromise(entry));
        if (crc32(bytes) !== entry.crc32)
          throw exportError(path, `${entry.fileName} is damaged: download the export again.`);
        files.set(entry.fileName, bytes);
      }
    } finally {
      zip.close();
    }
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'HoneyburstError') throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw exportError(path, `it is no zip, or a damaged one (${reason}). Download the export again.`, thrown);
  }
  return files;
}

function refuse(path: string, entry: Entry, total: number, files: ReadonlyMap<string, Buffer>): void {
  const { fileName } = entry;
  if (entry.isEncrypted())
    throw exportError(path, `${fileName} is encrypted: unpack it and name the folder.`);
  // The upper half holds the mode of Unix, whose highest bits are the kind of file.
  const kind = (entry.externalFileAttributes >>> 28) & 15;
  if (kind !== 0 && kind !== 8) throw exportError(path, `${fileName} is a link, not a file.`);
  if (files.has(fileName)) throw exportError(path, `it holds ${fileName} twice.`);
  if (total > mostBytes || files.size >= mostFiles) {
    throw exportError(
      path,
      `it unpacks to more than ${mostBytes / 1024 / 1024} MB or ${mostFiles} files, which no export does.`,
    );
  }
}
