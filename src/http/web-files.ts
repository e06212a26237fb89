import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** A file of the page, whole in memory: the threads that read files are also those that decode photos. */
export interface WebFile {
  type: string;
  bytes: Buffer;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The built page by path below its folder: `index.html`, `assets/…`. Empty if it is not built. */
export async function readWebFiles(folder: string): Promise<ReadonlyMap<string, WebFile>> {
  const list = async (path: string) =>
    (await readdir(join(folder, path), { withFileTypes: true }).catch(() => []))
      .filter((entry) => entry.isFile())
      .map(({ name }) => path + name);
  const paths = [...(await list('')), ...(await list('assets/'))];
  const files = paths.map(async (path) => {
    const type = types[extname(path)] ?? 'application/octet-stream';
    return [path, { type, bytes: await readFile(join(folder, path)) }] as const;
  });
  return new Map(await Promise.all(files));
}
