/**
 * The process that mutated-images.ts watches: COUNT SEED JOURNAL. The journal gets a line `+n` when photo n begins and
 * `-n` when it ends. Prints the report as JSON; ends with status 2 if a photo failed in an unknown way.
 */
import { openSync, writeSync } from 'node:fs';
import { HoneyburstError } from '#dist/errors.js';
import { percentile } from '#dist/learning/evaluation/metrics.js';
import { preparePhoto } from '#dist/photo/decode.js';
import type { PhotoInput } from '#dist/photo/photo.js';
import { thumbnailJpeg } from '#dist/photo/thumbnail.js';
import { mutate } from './photo-mutations.js';
import { drawSources } from './photo-sources.js';
import { cpuMs, median, round, timed } from './statistics.js';

const limits = { maxPixels: 1_000_000 };
const inputs: PhotoInput[] = [
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

const [count, seed, journalPath] = [Number(process.argv[2]), process.argv[3]!, process.argv[4]!];
const journal = openSync(journalPath, 'w');
const sources = await drawSources();
// Grows the memory to its usual size.
for (const bytes of sources.values()) for (const input of inputs) await preparePhoto(bytes, input, limits);
const startRss = process.resourceUsage().maxRSS;
const outcomes: Record<string, number> = {};
const formats: Record<string, Record<string, number>> = {};
const faults: object[] = [];
const times: { ms: number; index: number }[] = [];

const rest = Array.from({ length: count }, (_, index) => index).values();
const before = cpuMs();
const { seconds } = await timed(() =>
  Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const index of rest) await send(index);
    }),
  ),
);
const cpuSeconds = (cpuMs() - before) / 1000;
const slowest = times.reduce((a, b) => (b.ms > a.ms ? b : a));
const milliseconds = times.map(({ ms }) => ms);
const megabytes = (kilobytes: number) => Math.round(kilobytes / 1000);
const report = {
  count,
  seed,
  outcomes,
  formats,
  faults,
  seconds: round(seconds, 1),
  // Of this process; the better figure on a machine that does other things too.
  cpuSeconds: round(cpuSeconds, 1),
  milliseconds: {
    median: round(median(milliseconds), 1),
    p99: round(percentile(milliseconds, 0.99), 1),
    slowest: { ms: round(slowest.ms, 1), ...describe(slowest.index) },
  },
  peakRssMegabytes: {
    beforehand: megabytes(startRss),
    afterwards: megabytes(process.resourceUsage().maxRSS),
  },
};
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exitCode = faults.length > 0 ? 2 : 0;

async function send(index: number): Promise<void> {
  const { name, bytes } = mutate(sources, seed, index);
  // Written at once: a photo that has no end in the journal was under way when the process crashed.
  writeSync(journal, `+${index}\n`);
  const { result, seconds } = await timed(() =>
    Promise.all([
      outcomeOf(preparePhoto(bytes, inputs[index % inputs.length]!, limits)),
      outcomeOf(thumbnailJpeg(bytes, limits, 80)),
    ]),
  );
  writeSync(journal, `-${index}\n`);
  times.push({ ms: seconds * 1000, index });
  const format = name.split(' ')[0]!;
  formats[format] ??= {};
  countUp(formats[format], result[0]);
  for (const outcome of result) {
    countUp(outcomes, outcome);
    if (outcome !== 'decoded' && !codes.includes(outcome)) faults.push({ seed, ...describe(index), outcome });
  }
}

function countUp(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

function describe(index: number) {
  const { name, done } = mutate(sources, seed, index);
  return { index, source: name, mutations: done };
}

async function outcomeOf(working: Promise<unknown>): Promise<string> {
  try {
    await working;
    return 'decoded';
  } catch (error) {
    return error instanceof HoneyburstError && error.stage === 'decode' && !error.retryable
      ? error.code
      : `unknown: ${error}`;
  }
}
