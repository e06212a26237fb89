import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/honeyburst.js', import.meta.url));

/** The program serving on any free port, once it listens, and the cookie of whoever opened its sign-in link. */
export async function startServe(
  environment: Record<string, string>,
): Promise<{ url: string; cookie: { name: string; value: string; url: string }; close(): Promise<void> }> {
  const { PATH = '' } = process.env;
  const server = spawn(process.execPath, [program, 'serve', '--port', '0'], {
    env: { PATH, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines: string[] = [];
  for await (const line of createInterface(server.stderr)) {
    lines.push(line);
    const [link, url] = line.match(/^(http:\/\/127\.0\.0\.1:\d+)\/sign-in\?token=.+/) ?? [];
    if (!link || !url) continue;
    server.stderr.resume();
    const answer = await fetch(link, { redirect: 'manual' });
    const [, name, value] = answer.headers.get('set-cookie')!.match(/^(.+?)=(.+?);/)!;
    return {
      url,
      cookie: { name: name!, value: value!, url },
      async close() {
        server.kill('SIGTERM');
        if (server.exitCode === null) await once(server, 'exit');
      },
    };
  }
  throw new Error(`serve ended before it listened:\n${lines.join('\n')}`);
}
