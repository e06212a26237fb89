import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathError } from '../../path-error.js';
import { photoFormat } from '../../photo/format.js';

export interface PhotoFiles {
  /** Files that are named like photos or hold one, whatever they are called, sorted. */
  files: string[];
  /** Files named like photos that a system hid beside them, such as `._1.jpg` of macOS. */
  hidden: string[];
}

const imageName =
  /\.(jpe?g|jpe|jfif|jfi|jif|pjpe?g|pjp|png|apng|webp|gif|avif|heic|heif|tiff?|bmp|jp2|jxl)$/i;
/** Files and folders that no person made. */
const systemName = /^(\..*|__MACOSX|@eaDir|\$RECYCLE\.BIN|System Volume Information)$/i;

/**
 * The photos in a folder and the folders in it. Symbolic links are followed, also to folders; a link to a folder that
 * it is in ends there. Throws a UsageError that names a folder that cannot be read.
 */
export async function findPhotoFiles(folder: string): Promise<PhotoFiles> {
  const found: PhotoFiles = { files: [], hidden: [] };
  await walk(folder, { found, above: [], depth: 0, entered: new Set() });
  found.files.sort();
  found.hidden.sort();
  return found;
}

interface Place {
  found: PhotoFiles;
  /** The real paths of the folders that this one is in. */
  above: readonly string[];
  depth: number;
  /** Real paths of the folders entered below the same label folders: linked folders must not multiply. */
  entered: Set<string>;
}

/** Folders down to this depth are labels. */
const labelDepth = 2;

async function walk(folder: string, { found, above, depth, entered }: Place): Promise<void> {
  try {
    const real = await realpath(folder);
    if (above.includes(real) || (depth > labelDepth && entered.has(real))) return;
    entered.add(real);
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if (systemName.test(name)) {
        if (imageName.test(name)) found.hidden.push(path);
        continue;
      }
      const info = await stat(path).catch(() => undefined);
      if (info?.isDirectory()) {
        const labels = depth < labelDepth ? new Set<string>() : entered;
        await walk(path, { found, above: [...above, real], depth: depth + 1, entered: labels });
      } else if (imageName.test(name) || info === undefined || (info.isFile() && (await holdsPhoto(path)))) {
        // Links that lead nowhere are among them, so that they are reported.
        found.files.push(path);
      }
    }
  } catch (error) {
    throw pathError(error, folder);
  }
}

async function holdsPhoto(path: string): Promise<boolean> {
  const handle = await open(path).catch(() => undefined);
  if (!handle) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    return photoFormat(buffer.subarray(0, bytesRead)) !== undefined;
  } finally {
    await handle.close();
  }
}
