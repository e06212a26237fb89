import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { number, readArguments, text } from './rig/arguments.js';
import { benchFile } from './rig/paths.js';
import { mutate } from './rig/photo-mutations.js';
import { drawSources } from './rig/photo-sources.js';

const {
  flags: { count, seed },
} = readArguments({
  about: `
Sends mutated photos through the photo stage, in a process of its own. Prints what became of them, the time of each and
the memory, as JSON. Ends with status 1 if one crashed or hung the process, or failed in an unknown way: the report
names it by seed, number and mutations.`,
  flags: { count: number('mutated photos', 10_000), seed: text('seed of the mutations', '1') },
});

/** None of these photos takes as much as a second. */
const hangMs = 30_000;

const folder = mkdtempSync(join(tmpdir(), 'honeyburst-mutations-'));
const journal = join(folder, 'journal');
const child = spawn(process.execPath, [benchFile('rig/mutated-photos.js'), `${count}`, seed, journal], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
const [status, signal] = await ended(child);
if (status !== 0 && status !== 2)
  process.stdout.write(`${JSON.stringify({ crashed: signal ?? status, under: await readOpen() })}\n`);
rmSync(folder, { recursive: true });
process.exitCode = status === 0 ? 0 : 1;

/** Status and signal of the end of a process, which is killed if it makes no progress. */
async function ended(child: ChildProcess): Promise<unknown[]> {
  let size = 0;
  let changedAt = Date.now();
  const timer = setInterval(() => {
    const now = statSync(journal, { throwIfNoEntry: false })?.size ?? 0;
    if (now !== size) changedAt = Date.now();
    else if (Date.now() - changedAt > hangMs) child.kill('SIGKILL');
    size = now;
  }, 1000);
  try {
    return await once(child, 'exit');
  } finally {
    clearInterval(timer);
  }
}

/** The photos that the journal begins and does not end: what the process was doing when it crashed. */
async function readOpen() {
  const lines = readFileSync(journal, 'utf8').trim().split('\n');
  const done = new Set(lines.filter((line) => line.startsWith('-')).map((line) => line.slice(1)));
  const open = lines.filter((line) => line.startsWith('+') && !done.has(line.slice(1)));
  const sources = await drawSources();
  return open.map((line) => {
    const index = Number(line.slice(1));
    const { name, done } = mutate(sources, seed, index);
    return { seed, index, source: name, mutations: done };
  });
}
