/**
 * Sends mutated photos through the photo stage, in a process of their own, and prints what became of them, the time of
 * each and the memory, as JSON. Ends with 1 where one crashed or hung the process, or failed in an unknown way; it
 * names those by seed, number and mutation. By hand: npm run build && node bench/mutated-images.js [count] [seed]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HoneyburstError } from '../dist/errors.js';
import { preparePhoto } from '../dist/photo/decode.js';
import { thumbnailJpeg } from '../dist/photo/thumbnail.js';
import { drawSources, mutate } from './photo-mutations.js';

/** None of these takes as much as a second. */
const hangMs = 30_000;
const limits = { maxPixels: 1_000_000 };
const inputs = [
  { kind: 'pixels', size: 96 },
  { kind: 'pixels', size: 96, fit: { shorterSide: 128 } },
  { kind: 'pixels', size: 96, fit: 'stretch' },
  { kind: 'jpeg', maxBytes: 4_000_000 },
];
/** What a photo may be refused with. */
const codes = [
  'photo_not_an_image',
  'photo_too_many_pixels',
  'photo_too_many_parts',
  'photo_truncated',
  'photo_undecodable',
];
/** As many as the pool of libuv has threads. */
const atOnce = 4;

const [count = '10000', seed = '1', journal] = process.argv.slice(2);
if (journal) await run(Number(count), seed, journal);
else process.exitCode = await watch(Number(count), seed);

/** Runs them in a child process, and finds out what it was doing if it ends or stops. */
async function watch(count, seed) {
  const folder = mkdtempSync(join(tmpdir(), 'honeyburst-mutations-'));
  const journal = join(folder, 'journal');
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), count, seed, journal], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  let size = 0;
  let changedAt = Date.now();
  const timer = setInterval(() => {
    const now = statSync(journal, { throwIfNoEntry: false })?.size ?? 0;
    if (now !== size) changedAt = Date.now();
    else if (Date.now() - changedAt > hangMs) child.kill('SIGKILL');
    size = now;
  }, 1000);
  const [status, signal] = await new Promise((resolve) => child.once('exit', (...ended) => resolve(ended)));
  clearInterval(timer);
  if (status !== 0 && status !== 2) {
    const lines = readFileSync(journal, 'utf8').trim().split('\n');
    const ended = new Set(lines.filter((line) => line.startsWith('-')).map((line) => line.slice(1)));
    const open = lines.filter((line) => line.startsWith('+') && !ended.has(line.slice(1)));
    const sources = await drawSources();
    const under = open.map((line) => ({ seed, ...describe(sources, seed, Number(line.slice(1))) }));
    process.stdout.write(`${JSON.stringify({ crashed: signal ?? status, under })}\n`);
  }
  rmSync(folder, { recursive: true });
  return status === 0 ? 0 : 1;
}

function describe(sources, seed, index) {
  const { name, done } = mutate(sources, seed, index);
  return { index, source: name, mutations: done };
}

async function run(count, seed, journalPath) {
  const journal = openSync(journalPath, 'w');
  const sources = await drawSources();
  // As large as it is without anything unusual.
  for (const bytes of sources.values()) for (const input of inputs) await preparePhoto(bytes, input, limits);
  const startRss = process.resourceUsage().maxRSS;
  const outcomes = {};
  const formats = {};
  const faults = [];
  const times = [];
  let next = 0;
  const work = async () => {
    while (next < count) {
      const index = next++;
      const { name, bytes } = mutate(sources, seed, index);
      // Written at once: what stands there without an end was under way when the process ended.
      writeSync(journal, `+${index}\n`);
      const startedAt = performance.now();
      const input = inputs[index % inputs.length];
      const [prepared, shown] = await Promise.all([
        outcome(preparePhoto(bytes, input, limits)),
        outcome(thumbnailJpeg(bytes, limits, 80)),
      ]);
      times.push({ ms: performance.now() - startedAt, index });
      writeSync(journal, `-${index}\n`);
      const format = name.split(' ')[0];
      formats[format] ??= {};
      formats[format][prepared] = (formats[format][prepared] ?? 0) + 1;
      for (const one of [prepared, shown]) {
        outcomes[one] = (outcomes[one] ?? 0) + 1;
        if (one !== 'decoded' && !codes.includes(one))
          faults.push({ seed, ...describe(sources, seed, index), outcome: one });
      }
    }
  };
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: atOnce }, work));
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  times.sort((a, b) => a.ms - b.ms);
  const slowest = times.at(-1);
  const megabytes = (kilobytes) => Math.round(kilobytes / 1000);
  const rounded = (ms) => Math.round(ms * 10) / 10;
  const report = {
    count,
    seed,
    outcomes,
    formats,
    faults,
    seconds: Math.round(seconds * 10) / 10,
    // Of this process; on a machine that does other things too, the better figure.
    cpuSeconds: Math.round((cpu.user + cpu.system) / 1e5) / 10,
    milliseconds: {
      median: rounded(times[times.length >> 1].ms),
      p99: rounded(times[Math.floor(times.length * 0.99)].ms),
      slowest: { ms: rounded(slowest.ms), ...describe(sources, seed, slowest.index) },
    },
    peakRssMegabytes: {
      beforehand: megabytes(startRss),
      afterwards: megabytes(process.resourceUsage().maxRSS),
    },
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
  process.exitCode = faults.length > 0 ? 2 : 0;
}

async function outcome(working) {
  try {
    await working;
    return 'decoded';
  } catch (error) {
    return error instanceof HoneyburstError && error.stage === 'decode' && !error.retryable
      ? error.code
      : `unknown: ${error}`;
  }
}
