import { execFileSync } from 'node:child_process';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createProgress } from '../src/progress.js';
import { toTerminal } from '../src/terminal-text.js';
import { honeyburstHere } from './support/help.js';

const evil = 'a\u001b[2Jb\u009b31mc\u202ed\u2066e\u0007f\u007fg\rh\u2028i';
const obeyed = /(?![\t\n])[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

it('what a terminal would obey is shown, and JSON stays the same', () => {
  expect(toTerminal(evil)).toBe('a\\u001b[2Jb\\u009b31mc\\u202ed\\u2066e\\u0007f\\u007fg\\u000dh\\u2028i');
  expect(toTerminal('Höfner 🎸\n\tzwei')).toBe('Höfner 🎸\n\tzwei');
  expect(JSON.parse(toTerminal(JSON.stringify({ [evil]: evil })))).toEqual({ [evil]: evil });
});

it('errors about paths, of ours and of the parser of arguments, hold nothing that a terminal obeys', async () => {
  for (const args of [
    ['import', `${evil}.csv`],
    ['import', evil],
    ['evaluate', evil],
    ['evaluate', 'x', `--${evil}`],
    ['backfill', '--reason', evil],
    [evil],
  ]) {
    const { status, stdout, stderr } = await honeyburstHere(...args);
    expect(status).toBe(2);
    expect(stdout + stderr).not.toMatch(obeyed);
  }
});

it('lines of progress hold nothing that a terminal obeys, and stay one line', () => {
  const written: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      written.push(String(chunk));
      done();
    },
  });
  const progress = createProgress(stream as unknown as NodeJS.WriteStream);
  progress.start(`importing ${evil}\nb`, 2);
  progress.finish(`remark ${evil}`);
  expect(written).toHaveLength(2);
  for (const line of written) expect(line).not.toMatch(obeyed);
});

it.each([true, false])('logs hold nothing that a terminal obeys (lines for people: %s)', (terminal) => {
  const script = `
    import { createLog } from ${JSON.stringify(fileURLToPath(new URL('../dist/log.js', import.meta.url)))};
    createLog('info', ${terminal}).warn({ file: ${JSON.stringify(evil)}, path: 'C:\\\\u001b' }, ${JSON.stringify(evil)});`;
  const shell = 'exec "$0" --input-type=module -e "$1" 2>&1';
  const text = execFileSync('sh', ['-c', shell, process.execPath, script], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  expect(text).toContain('u001b[2Jb');
  // Colours of our own are no one else's.
  expect(text.replace(/\u001b\[\d+m/g, '')).not.toMatch(obeyed);
});
