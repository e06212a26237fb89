import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** Lines that the log writes, as JSON. */
function linesOf(script: string): Record<string, unknown>[] {
  const log = JSON.stringify(fileURLToPath(new URL('../dist/log.js', import.meta.url)));
  const program = `import { createLog } from ${log}; const log = createLog('info', false); ${script}`;
  const shell = 'exec "$0" --input-type=module -e "$1" 2>&1';
  const text = execFileSync('sh', ['-c', shell, process.execPath, program], { encoding: 'utf8' });
  expect(text.length).toBeLessThan(100_000);
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('cuts what a remote service made long, and keeps the rest', () => {
  const [line] = linesOf(`log.warn({ error: 'x'.repeat(34e6), host: 'a.example' }, 'refused');`);
  expect(line).toMatchObject({ level: 40, host: 'a.example', msg: 'refused' });
  expect(line!.error).toMatch(/^x{2048} \.\.\. \(33997952 more characters\)$/);
});

it('leaves out what many texts make long', () => {
  const [line] = linesOf(`log.warn({ errors: Array(1e6).fill('no') }, 'refused');`);
  expect(line).toMatchObject({ level: 40, msg: 'refused', omitted: expect.any(Number) });
  expect(line).not.toHaveProperty('errors');
});

it('writes other lines as they are', () => {
  const long = 'y'.repeat(10_000);
  expect(linesOf(`log.info({ text: '${long}' }, 'said'); log.info('next');`)).toMatchObject([
    { text: long, msg: 'said' },
    { msg: 'next' },
  ]);
});
