import { access, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');

describe('the Dockerfile', async () => {
  const lines = (await read('Dockerfile')).replaceAll('\\\n', ' ').split('\n');
  const instructions = lines.filter((line) => /^[A-Z]+ /.test(line)).map((line) => line.split(/\s+/));
  const last = instructions.slice(instructions.findLastIndex(([name]) => name === 'FROM'));
  const ignored = (await read('.dockerignore'))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  it('copies what is there and is sent to the builder', async () => {
    const copied = instructions
      .filter(([name, from]) => name === 'COPY' && !from!.startsWith('--from'))
      .flatMap((words) => words.slice(1, -1));
    expect(copied).toEqual(expect.arrayContaining(['package-lock.json', 'bin', 'migrations', 'data']));
    for (const path of copied) {
      await access(new URL(path, root));
      expect(ignored).not.toContain(path);
    }
    for (const path of ['src', 'tsconfig.json', 'tsconfig.build.json']) expect(ignored).not.toContain(path);
    expect(ignored).toEqual(
      expect.arrayContaining(['node_modules', '.git', '.honeyburst', '.env*', '*.key']),
    );
  });

  it('runs as a user without rights, which owns the home, and says whether it is well', () => {
    const of = (wanted: string) => last.filter(([name]) => name === wanted);
    expect(of('USER')).toEqual([['USER', 'node']]);
    expect(of('RUN').flat().join(' ')).toContain('chown node:node /data');
    expect(of('VOLUME')).toEqual([['VOLUME', '/data']]);
    expect(of('HEALTHCHECK')).toHaveLength(1);
    expect(of('ENTRYPOINT').flat().join(' ')).toContain('/app/bin/honeyburst.js');
  });

  it('installs no package that is for development only', () => {
    const dependencies = instructions.filter(
      ([name, from]) => name === 'COPY' && from === '--from=dependencies',
    );
    expect(dependencies).toHaveLength(1);
    const installs = instructions.filter((words) => words.join(' ').includes('npm ci'));
    expect(installs.map((words) => words.includes('--omit=dev'))).toEqual([false, true]);
  });
});
