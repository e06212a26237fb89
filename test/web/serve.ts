import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/honeyburst.js', import.meta.url));

/** The program serving on any free port, once it listens. */
export async function startServe(
  environment: Record<string, string>,
): Promise<{ url: string; close(): Promise<void> }> {
  const { PATH = '' } = process.env;
  const server = spawn(process.execPath, [program, 'serve', '--port', '0'], {
    env: { PATH, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines: string[] = [];
  for await (const line of createInterface(server.stderr)) {
    lines.push(line);
    const [url] = line.match(/http:\/\/127\.0\.0\.1:\d+/) ?? [];
    if (!url) continue;
    server.stderr.resume();
    return {
      url,
      async close() {
        server.kill('SIGTERM');
        if (server.exitCode === null) await once(server, 'exit');
      },
    };
  }
  throw new Error(`serve ended before it listened:\n${lines.join('\n')}`);
}
