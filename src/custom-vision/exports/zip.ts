import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise } from 'yauzl';
import { exportError } from './export-error.js';

/** More than any export of a compact network holds. A larger zip is refused before it is unpacked. */
export const mostBytes = 512 * 1024 * 1024;
export const mostFiles = 1000;

/**
 * Reads the files of a zip, by their paths. Throws a HoneyburstError if the zip is damaged, encrypted or too large when
 * unpacked, or if it holds anything but plain files.
 */
export async function readZip(path: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  let total = 0;
  try {
    // The reader refuses names that lead out of the zip, and files whose size is not the stated one.
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
    throw exportError(
      path,
      `it is not a zip, or it is damaged (${reason}). Download the export again.`,
      thrown,
    );
  }
  return files;
}

function refuse(path: string, entry: Entry, total: number, files: ReadonlyMap<string, Buffer>): void {
  const { fileName } = entry;
  if (entry.isEncrypted())
    throw exportError(path, `${fileName} is encrypted: unpack it and name the folder.`);
  // The upper half holds the Unix mode, whose highest bits are the kind of file.
  const kind = (entry.externalFileAttributes >>> 28) & 15;
  if (kind !== 0 && kind !== 8) throw exportError(path, `${fileName} is a link, not a file.`);
  if (files.has(fileName)) throw exportError(path, `it holds ${fileName} twice.`);
  if (total > mostBytes || files.size >= mostFiles) {
    throw exportError(
      path,
      `it unpacks to more than ${mostBytes / 1024 / 1024} MB or ${mostFiles} files, more than any export.`,
    );
  }
}
