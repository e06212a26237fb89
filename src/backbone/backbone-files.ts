import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { HoneyburstError, UsageError } from '../errors.js';
import type { Progress } from '../progress.js';
import { download } from './download.js';
import { type ModelJson, parseModelJson } from './tfjs-model.js';

/** An ONNX file, or the model.json of a TensorFlow.js model with its weight files. */
export interface BackboneFiles {
  main: Buffer;
  /** In the order of the manifest; empty for ONNX. */
  shards: readonly Buffer[];
  /** SHA-256 over the main file and then the shards: `cat model.json SHARD... | sha256sum`. */
  checksum: string;
}

/** Reads a local file, and the shards beside it. Throws a UsageError that names what is missing. */
export async function readBackboneFiles(path: string, expected?: string): Promise<BackboneFiles> {
  const read = (file: string) =>
    readFile(file).catch((cause) => {
      throw new UsageError(`The backbone file ${file} cannot be read (${cause.code}).`, { cause });
    });
  const files = await collect(path, await read(path), (shard) => read(resolve(dirname(path), shard)));
  if (expected) verify(files, expected, path);
  return files;
}

/**
 * Reads a backbone from a URL through a cache: `folder` holds verified files under their checksum. Throws a
 * HoneyburstError if it cannot be downloaded or has another checksum.
 */
export async function fetchBackboneFiles(
  url: URL,
  expected: string,
  { folder, progress }: { folder: string; progress: Progress },
): Promise<BackboneFiles> {
  const place = join(folder, expected);
  const cached = await readFolder(place, async (file) => readFile(join(place, file))).catch(() => undefined);
  if (cached?.checksum === expected) return cached;

  const aside = `${place}.partial`;
  await mkdir(aside, { recursive: true });
  const files = await readFolder(url.pathname, async (file, shard) => {
    const path = join(aside, file);
    await download(shard === undefined ? url : new URL(shard, url), path, progress);
    return readFile(path);
  });
  try {
    verify(files, expected, `${url.origin}${url.pathname}`);
  } catch (error) {
    await rm(aside, { recursive: true });
    throw error;
  }
  await rm(place, { recursive: true, force: true });
  await rename(aside, place);
  return files;
}

/** Names of files in the cache are ours: a stranger chose those of the manifest. */
async function readFolder(
  place: string,
  read: (file: string, shard?: string) => Promise<Buffer>,
): Promise<BackboneFiles> {
  return collect(place, await read('model'), (shard, index) => read(`shard-${index}`, shard));
}

async function collect(
  place: string,
  main: Buffer,
  readShard: (path: string, index: number) => Promise<Buffer>,
): Promise<BackboneFiles> {
  const paths = isJson(main) ? shardPaths(parseModelJson(main, place), place) : [];
  const shards: Buffer[] = [];
  for (const [index, path] of paths.entries()) shards.push(await readShard(path, index));
  const hash = createHash('sha256').update(main);
  for (const shard of shards) hash.update(shard);
  return { main, shards, checksum: hash.digest('hex') };
}

/** The files of a manifest. A stranger wrote it, so a file that is not beside or below it throws a UsageError. */
function shardPaths({ weightsManifest }: ModelJson, place: string): string[] {
  const paths: unknown[] = weightsManifest.flatMap((group) => group?.paths);
  for (const path of paths) {
    if (typeof path === 'string' && /^[^/\\:][^\\:]*$/.test(path) && !path.split('/').includes('..'))
      continue;
    throw new UsageError(
      `${place} names ${JSON.stringify(path)} as one of its weight files: only files beside it are read.`,
    );
  }
  return paths as string[];
}

/** A TensorFlow.js model is described in JSON; an ONNX file never begins like that. */
export function isJson(bytes: Buffer): boolean {
  return /^(\uFEFF)?\s*\{/.test(bytes.subarray(0, 64).toString());
}

function verify({ checksum }: BackboneFiles, expected: string, place: string): void {
  if (checksum === expected) return;
  throw new HoneyburstError(
    `The backbone ${place} has the SHA-256 ${checksum}, not ${expected}: it is damaged or another one.`,
    { code: 'backbone_checksum', stage: 'model' },
  );
}
