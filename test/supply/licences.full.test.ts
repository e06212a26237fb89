import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const root = new URL('../../', import.meta.url);
const script = fileURLToPath(new URL('build/scripts/licences.js', root));

function licences(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

it('docs/licences.md lists every package that comes along, and each licence is agreed to', async () => {
  const { status, stdout, stderr } = await licences();
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(await readFile(new URL('docs/licences.md', root), 'utf8'), 'npm run licences').toBe(stdout);
  const manifest = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    expect(stdout).toContain(`| ${name} |`);
  }
});

it('every package that the review page bundles is listed', async () => {
  const folder = new URL('src/web/', root);
  const files = (await readdir(folder, { recursive: true })).filter(
    (file) => /\.tsx?$/.test(file) && file !== 'vite.config.ts',
  );
  const imported = new Set<string>();
  for (const file of files) {
    for (const [, name] of (await readFile(new URL(file, folder), 'utf8')).matchAll(
      /from '((?:@[\w-]+\/)?[\w-]+)[^.']*'/g,
    ))
      imported.add(name!);
  }
  const page = await readFile(new URL('docs/licences.md', root), 'utf8');
  expect([...imported]).toContain('preact');
  for (const name of imported) expect(page).toContain(`| ${name} |`);
});

it.each([
  ['some-package', 'GPL-3.0-only'],
  ['some-package', 'LGPL-3.0-or-later'],
  ['some-package', 'MIT AND AGPL-3.0-only'],
  ['some-package', undefined],
])('a package %s under %s is refused', async (name, license) => {
  const folder = await mkdtemp(join(tmpdir(), 'honeyburst-licences-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'package-lock.json');
  const packages = { '': {}, [`node_modules/${name}`]: { version: '1.0.0', license } };
  await writeFile(file, JSON.stringify({ packages }));
  const { status, stderr, stdout } = await licences('--lockfile', file);
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain(`${name}@1.0.0`);
});
