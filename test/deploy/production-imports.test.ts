import { readdir, readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);

/** Packages that the sources of a folder import when they run, and the files that do; types are gone by then. */
async function importedPackages(folder: string): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const file of await readdir(new URL(folder, root), { recursive: true })) {
    // The page is bundled: what it imports is in dist.
    if (!/\.(ts|js)$/.test(file) || file.startsWith('web/')) continue;
    const text = await readFile(new URL(`${folder}/${file}`, root), 'utf8');
    const statements = text.matchAll(
      /(?:^|\n)(?:import|export) (?!type\b)(?:[^;'"]*?\sfrom )?'((?:@[\w-]+\/)?[a-z][\w.:/-]*)'|\b(?:import|require|resolve)\(\s*'((?:@[\w-]+\/)?[a-z][\w.:/-]*)'/g,
    );
    for (const [, stated, loaded] of statements) {
      const specifier = (stated ?? loaded) as string;
      if (specifier.startsWith('node:') || builtinModules.includes(specifier)) continue;
      const [scope, name] = specifier.split('/');
      const wanted = specifier.startsWith('@') ? `${scope}/${name}` : (scope as string);
      found.set(wanted, [...(found.get(wanted) ?? []), `${folder}/${file}`]);
    }
  }
  return found;
}

it('the program imports nothing that a production install leaves out', async () => {
  const { dependencies, optionalDependencies } = JSON.parse(
    await readFile(new URL('package.json', root), 'utf8'),
  ) as { dependencies: Record<string, string>; optionalDependencies: Record<string, string> };
  const installed = { ...dependencies, ...optionalDependencies };
  const imported = [...(await importedPackages('src')), ...(await importedPackages('bin'))];
  expect(imported.map(([name]) => name)).toEqual(
    expect.arrayContaining(['fastify', 'bullmq', 'bullmq-otel', 'prom-client']),
  );
  expect(imported.filter(([name]) => !(name in installed))).toEqual([]);
});
