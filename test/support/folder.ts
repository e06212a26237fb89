import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary folder for a whole test file, which is to remove it: `afterAll(remove)`. */
export async function makeFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'honeyburst-test-'));
  return { folder, remove: () => rm(folder, { recursive: true }) };
}
