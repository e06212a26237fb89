import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Taxonomy } from '../../taxonomy/taxonomy.js';
import { exportError } from './export-error.js';
import { readExportFiles } from './export-files.js';
import { recogniseExport } from './export-kind.js';
import type { ExportedNetwork } from './network.js';
import { readCustomVisionOnnx } from './onnx-network.js';
import { readCustomVisionTfjs, readTeachableMachine } from './tfjs-network.js';

/** The networks that form one model. */
export interface ExportSet {
  /** Tells all families apart, or all finishes. */
  root: ExportedNetwork;
  /** By family, what tells its finishes apart. */
  within: ReadonlyMap<string, ExportedNetwork>;
}

/**
 * Reads one export, or a folder with the export `family` and one export for each family with several finishes, named
 * after the family. Each export is a zip or a folder. Throws a HoneyburstError that says what cannot be used and what to
 * do.
 */
export async function readExportSet(path: string, { families }: Taxonomy): Promise<ExportSet> {
  const members = await findMembers(path);
  if (!members) return { root: await readNetwork(path), within: new Map() };
  const { family: rootName, ...others } = members;
  const root = await readNetwork(join(path, rootName!));
  const within = new Map<string, ExportedNetwork>();
  for (const [family, name] of Object.entries(others)) {
    if (!families.has(family)) {
      throw exportError(
        path,
        `${name} is named after no family: beside the export "family" each is named by one of ${[...families.keys()].join(', ')}.`,
      );
    }
    const network = await readNetwork(join(path, name));
    if (!takesTheSame(network, root)) {
      throw exportError(
        path,
        `${name} takes other photos than ${rootName}: train all projects on the same domain and export them again.`,
      );
    }
    within.set(family, network);
  }
  return { root, within };
}

/** Paths of the folders and zips in a folder, by name without the ending; undefined if none is called `family`. */
async function findMembers(path: string): Promise<Record<string, string> | undefined> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const members = entries
    .filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || entry.name.endsWith('.zip')))
    .map(({ name }) => [basename(name, '.zip'), name] as const)
    .sort();
  return members.some(([name]) => name === 'family') ? Object.fromEntries(members) : undefined;
}

async function readNetwork(path: string): Promise<ExportedNetwork> {
  const files = await readExportFiles(path);
  switch (recogniseExport(files)) {
    case 'teachable-machine':
      return readTeachableMachine(files);
    case 'custom-vision-tfjs':
      return readCustomVisionTfjs(files);
    case 'custom-vision-onnx':
      return readCustomVisionOnnx(files);
  }
}

function takesTheSame({ input: a }: ExportedNetwork, { input: b }: ExportedNetwork): boolean {
  return a.size === b.size && JSON.stringify(a.fit) === JSON.stringify(b.fit);
}
