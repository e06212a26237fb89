import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary folder that goes with `remove`. */
export async function createScratchHome(): Promise<{ home: string; remove(): Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'honeyburst-bench-'));
  // The embedded server may run as another user, who must be able to enter.
  await chmod(home, 0o755);
  return { home, remove: () => rm(home, { recursive: true, force: true }) };
}
