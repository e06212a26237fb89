import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

const library = ['x86_64', 'aarch64']
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`)
  .find(existsSync);

/** Whether the clock of a process can be set here (Debian's package faketime). */
export const canFakeClock = library !== undefined;
if (!canFakeClock) process.stderr.write('No libfaketime here: tests that set clocks are skipped.\n');

/** Set at an offset for all processes with `environment` from a moment later on; monotonic clocks go on as they were. */
export async function fakeClock() {
  const folder = await mkdtemp(join(tmpdir(), 'honeyburst-clock-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'offset');
  await writeFile(file, '+0\n');
  return {
    environment: {
      LD_PRELOAD: library!,
      DONT_FAKE_MONOTONIC: '1',
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
    },
    async jump(hours: number) {
      await writeFile(file, `${hours < 0 ? '' : '+'}${hours}h\n`);
      // Until every process has read it.
      await sleep(1500);
    },
  };
}
