import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../errors.js';
import { exportError } from './export-error.js';
import { mostBytes, readZip } from './zip.js';

/** An export, unpacked. */
export interface ExportFiles {
  /** As messages name it. */
  place: string;
  /** By path within the export. */
  files: ReadonlyMap<string, Buffer>;
}

/** Reads an export from a zip, or from the folder that it was unpacked to. Throws an error that says what is wrong with it. */
export async function readExportFiles(place: string): Promise<ExportFiles> {
  const info = await stat(place).catch((cause) => {
    throw new UsageError(`There is no export at ${place}: name a zip or a folder.`, { cause });
  });
  const files = info.isDirectory() ? await readFolder(place) : await readZip(place);
  return { place, files: withoutOuterFolder(files) };
}

/** Whether a path is an export or a folder of exports: any file, and any folder that is no model folder of ours. */
export async function isExport(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => undefined);
  if (!info?.isDirectory()) return info !== undefined;
  // A TensorFlow.js model has a model.json too.
  const text = await readFile(join(path, 'model.json'), 'utf8').catch(() => undefined);
  return text === undefined || text.includes('"weightsManifest"');
}

async function readFolder(place: string): Promise<Map<string, Buffer>> {
  const names = (await readdir(place, { withFileTypes: true })).filter(isPlainFile).map(({ name }) => name);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(place, name))).size));
  if (sizes.reduce((sum, size) => sum + size, 0) > mostBytes) {
    throw exportError(place, `its files take more than ${mostBytes / 1024 / 1024} MB, which no export does.`);
  }
  const read = async (name: string) => [name, await readFile(join(place, name))] as const;
  return new Map(await Promise.all(names.sort().map(read)));
}

function isPlainFile(entry: Dirent): boolean {
  return entry.isFile();
}

/** Whoever packs a folder often packs the folder itself. */
function withoutOuterFolder(files: Map<string, Buffer>): Map<string, Buffer> {
  const paths = [...files.keys()].filter((path) => !path.startsWith('__MACOSX/'));
  const folder = paths[0]?.slice(0, paths[0].indexOf('/') + 1);
  if (!folder || !paths.every((path) => path.startsWith(folder))) return files;
  return new Map(paths.map((path) => [path.slice(folder.length), files.get(path) as Buffer]));
}
