import { percentile } from '#dist/learning/evaluation/metrics.js';

/** Rounds to so many decimal places. */
export function round(value: number, places = 0): number {
  return Math.round(value * 10 ** places) / 10 ** places;
}

/** By the nearest rank; 0 of nothing. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Times in milliseconds, to one decimal place. */
export function percentiles(times: readonly number[]) {
  const at = (share: number) => round(percentile(times, share), 1);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** Runs `work` and says how long it took. */
export async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const startedAt = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - startedAt) / 1000 };
}

/** Processor time of this process so far, in milliseconds. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** `names`, turned on by one for each round: no contestant always runs first, on the coolest machine. */
export function turned<T>(names: readonly T[], round: number): T[] {
  const first = round % names.length;
  return [...names.slice(first), ...names.slice(0, first)];
}

export function printReport(report: unknown): void {
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
}
