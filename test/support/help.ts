import { expect, vi } from 'vitest';
import { main } from '../../src/cli.js';
import type { ProgramResult } from './program.js';

/** The program run within this process, in its environment: for what needs no process of its own. */
export async function honeyburstHere(...args: string[]): Promise<ProgramResult> {
  const [stdout, stderr] = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockReturnValue(true),
  );
  try {
    const status = await main(['node', 'honeyburst', ...args]);
    const written = (spy: typeof stdout) => spy!.mock.calls.map(([text]) => text).join('');
    return { status, stdout: written(stdout), stderr: written(stderr) };
  } finally {
    stdout!.mockRestore();
    stderr!.mockRestore();
  }
}

/** What `honeyburst COMMAND... --help` prints. */
export async function helpOf(...commands: string[]): Promise<string> {
  const { status, stdout } = await honeyburstHere(...commands, '--help');
  expect(status).toBe(0);
  return stdout;
}
