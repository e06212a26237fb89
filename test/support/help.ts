import { expect, vi } from 'vitest';
import { main } from '../../src/cli.js';

/** What `honeyburst COMMAND... --help` prints, said within this process, as starting one for each takes longer. */
export async function helpOf(...commands: string[]): Promise<string> {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    expect(await main(['node', 'honeyburst', ...commands, '--help'])).toBe(0);
    return written.mock.calls.map(([text]) => text).join('');
  } finally {
    written.mockRestore();
  }
}
