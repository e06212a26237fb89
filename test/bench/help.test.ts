import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const folders = ['bench', 'bench/plain', 'scripts'];

/**
 * Loads commands one after the other, as if each were started with `--help` and then with a flag that it does not know,
 * and prints how each ended, as JSON. One process for all, because loading the program takes most of the time.
 */
const loader = `
  import { writeSync } from 'node:fs';
  const [, ...files] = process.argv;
  const ended = [];
  for (const file of files) {
    for (const argument of ['--help', '--no-such-flag']) {
      let printed = '';
      process.argv = [process.execPath, file, argument];
      process.stdout.write = process.stderr.write = (text) => Boolean((printed += text));
      process.exit = (status) => { throw { status }; };
      const loading = import(file + '?' + argument);
      const { status } = await loading.then(() => ({ status: 'not ended' }), (thrown) => thrown);
      ended.push({ file, argument, status, printed });
    }
  }
  writeSync(1, JSON.stringify(ended));
  process.reallyExit(0);`;

it('every bench and script says how it is used, for --help and for a wrong flag, before it starts anything', async () => {
  const files: string[] = [];
  for (const folder of folders) {
    const sources = (await readdir(new URL(folder, root))).filter((name) => name.endsWith('.ts'));
    for (const source of sources)
      files.push(fileURLToPath(new URL(`build/${folder}/${source.replace('.ts', '.js')}`, root)));
  }
  const args = ['--input-type=module', '--eval', loader, '--', ...files];
  const ended: Ended[] = JSON.parse((await promisify(execFile)(process.execPath, args)).stdout);
  expect(files.length).toBeGreaterThan(20);
  expect(ended).toHaveLength(2 * files.length);
  for (const one of ended) {
    const printed = expect.stringMatching(one.argument === '--help' ? /^Usage: node / : /\nUsage: node /);
    expect(one).toMatchObject({ status: one.argument === '--help' ? 0 : 2, printed });
    expect(one.printed.length, `${one.file} says what it does`).toBeGreaterThan(200);
  }
});

it('bench/README.md has a line for every bench', async () => {
  const listed = [
    ...(await readFile(new URL('bench/README.md', root), 'utf8')).matchAll(/^\| ([a-z][a-z0-9-]*) +\|/gm),
  ];
  const benches = (await readdir(new URL('bench', root))).filter((name) => name.endsWith('.ts'));
  const names = listed.map(([, name]) => name).filter((name) => name !== 'bench');
  expect(names.sort()).toEqual(benches.map((name) => name.replace('.ts', '')).sort());
});

interface Ended {
  file: string;
  argument: string;
  status: unknown;
  printed: string;
}
