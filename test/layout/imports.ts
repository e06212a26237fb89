import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../src', import.meta.url));

/** The TypeScript files of src/, by their path in it; declarations of foreign modules are left out. */
export async function readSources(): Promise<Map<string, string>> {
  const names = (await readdir(source, { recursive: true }))
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .sort();
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, await readFile(join(source, name), 'utf8')] as [string, string]),
    ),
  );
}

export interface Import {
  /** Path in src/ of the file that imports. */
  from: string;
  /** Path in src/ of the file that is imported. */
  to: string;
  typeOnly: boolean;
}

// import … from, export … from, import type, side effects, import(), types of import(), and threads by new URL().
const specifier =
  /(?<![\w.])(?:(?<kind>import|export)\s(?<clause>[^;'"()]*?)from\s*|(?:import|export)\s*\(?\s*|new URL\(\s*)'(?<path>\.{1,2}\/[^']+)'/g;

/** Every file of src/ that a file of src/ imports, whatever the form. */
export function findImports(sources: ReadonlyMap<string, string>): Import[] {
  return [...sources].flatMap(([from, text]) =>
    [...text.matchAll(specifier)].flatMap(({ groups }) => {
      const to = resolve(sources, posix.join(posix.dirname(from), groups!.path!));
      return to === undefined ? [] : [{ from, to, typeOnly: /^type\s/.test(groups!.clause ?? '') }];
    }),
  );
}

/** Names of packages that a file imports, in any form. */
export function packagesOf(text: string): Set<string> {
  return new Set([...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^.'][^']*)'/g)].map(([, name]) => name!));
}

function resolve(sources: ReadonlyMap<string, string>, path: string): string | undefined {
  const bare = path.replace(/\.js$/, '');
  return [`${bare}.ts`, `${bare}.tsx`, path].find((candidate) => sources.has(candidate));
}

/** Groups of files that import each other in a circle (strongly connected components, Tarjan 1972), sorted. */
export function findCircles(files: Iterable<string>, imports: readonly Import[]): string[][] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to]);
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string) => {
    index.set(file, index.size);
    low.set(file, index.get(file)!);
    open.push(file);
    for (const to of targets.get(file) ?? []) {
      if (!index.has(to)) visit(to);
      if (open.includes(to)) low.set(file, Math.min(low.get(file)!, low.get(to)!));
    }
    if (low.get(file) !== index.get(file)) return;
    const circle = open.splice(open.indexOf(file));
    if (circle.length > 1) circles.push(circle.sort());
  };
  for (const file of files) if (!index.has(file)) visit(file);
  return circles.sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
}
