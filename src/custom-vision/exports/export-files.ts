import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../errors.js';
import { exportError } from './export-error.js';
import { mostBytes, mostFiles, readZip } from './zip.js';

/** The files of an unpacked export. */
export interface ExportFiles {
  /** The file or folder of the export, for messages. */
  place: string;
  /** The contents of the files, by path within the export. */
  files: ReadonlyMap<string, Buffer>;
}

/** Reads an export from a zip or from an unpacked folder. Throws a UsageError or HoneyburstError that says what is wrong. */
export async function readExportFiles(place: string): Promise<ExportFiles> {
  const info = await stat(place).catch((cause) => {
    throw new UsageError(`There is no export at ${place}: name a zip or a folder.`, { cause });
  });
  const files = info.isDirectory() ? await readFolder(place) : await readZip(place);
  return { place, files: withoutOuterFolder(files) };
}

/** Whether a path is an export or a folder of exports: any file, and any folder that is not a model folder of Honeyburst. */
export async function isExport(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => undefined);
  if (!info?.isDirectory()) return info !== undefined;
  // A TensorFlow.js model also has a model.json.
  const text = await readFile(join(path, 'model.json'), 'utf8').catch(() => undefined);
  return text === undefined || text.includes('"weightsManifest"');
}

async function readFolder(place: string): Promise<Map<string, Buffer>> {
  const names: string[] = [];
  for await (const name of plainFiles(place)) {
    if (names.push(name) > mostFiles) {
      throw exportError(place, `it holds more than ${mostFiles} files: name the folder of one export.`);
    }
  }
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(place, name))).size));
  if (sizes.reduce((sum, size) => sum + size, 0) > mostBytes) {
    throw exportError(
      place,
      `its files take more than ${mostBytes / 1024 / 1024} MB, more than any export does.`,
    );
  }
  const read = async (name: string) => [name, await readFile(join(place, name))] as const;
  return new Map(await Promise.all(names.sort().map(read)));
}

/** The files of a folder and of the folders in it, with slashes between the parts of their paths. Links are left out. */
async function* plainFiles(folder: string, prefix = ''): AsyncGenerator<string> {
  for (const entry of await readdir(join(folder, prefix), { withFileTypes: true })) {
    if (entry.isFile()) yield `${prefix}${entry.name}`;
    if (entry.isDirectory()) yield* plainFiles(folder, `${prefix}${entry.name}/`);
  }
}

/** Removes the one folder that holds everything, since people often pack a folder instead of its files. */
function withoutOuterFolder(files: Map<string, Buffer>): Map<string, Buffer> {
  const paths = [...files.keys()].filter((path) => !path.startsWith('__MACOSX/'));
  const folder = paths[0]?.slice(0, paths[0].indexOf('/') + 1);
  if (!folder || !paths.every((path) => path.startsWith(folder))) return files;
  return new Map(paths.map((path) => [path.slice(folder.length), files.get(path) as Buffer]));
}
