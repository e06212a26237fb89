import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const program = fileURLToPath(new URL('../../bin/honeyburst.js', import.meta.url));

/**
 * The compiled program serving on any free port, once it listens; `output()` is all that it has written so far, and
 * `link` resolves with the address that it prints for signing in.
 */
export async function serve(
  environment: Record<string, string>,
): Promise<{ url: string; server: ChildProcess; output: () => string; link: Promise<string> }> {
  const { PATH = '' } = process.env;
  const server = spawn(process.execPath, [program, 'serve', '--port', '0'], {
    env: { PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void server.kill('SIGKILL'));
  let output = '';
  server.stdout.on('data', (chunk) => {
    output += chunk;
  });
  let linkFound = (_: string): void => {};
  const link = new Promise<string>((resolve) => {
    linkFound = resolve;
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(server.stderr).on('line', (line) => {
      output += `${line}\n`;
      const [found] = line.match(/http:\/\/127\.0\.0\.1:\d+/) ?? [];
      if (found) resolve(found);
      if (line.includes('/sign-in?token=')) linkFound(line);
    });
    server.once('exit', () => reject(new Error(`serve ended before it listened:\n${output}`)));
  });
  return { url, server, output: () => output, link };
}
