import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const bench = fileURLToPath(new URL('../../build/bench/mutated-images.js', import.meta.url));
/** A tenth of what the bench does by itself; `MUTATION_SEED` makes others of them. */
const count = 1200;
const { MUTATION_SEED: seed = '1' } = process.env;

it('mutated photos are decoded or refused with a known code, in bounded time and memory', async () => {
  // A process of its own: what crashes natively ends that one, which is reported with the photo.
  const { status, stdout } = await new Promise<{ status: unknown; stdout: string }>((resolve) => {
    execFile(process.execPath, [bench, '--count', String(count), '--seed', seed], (error, stdout) =>
      resolve({ status: error?.code ?? 0, stdout }),
    );
  });
  expect(stdout).not.toContain('"crashed"');
  const report = JSON.parse(stdout);
  expect(report.faults).toEqual([]);
  expect(status).toBe(0);
  expect(report.count).toBe(count);
  // Each half of the stage and every format gets past the header, and fails too.
  expect(Object.keys(report.formats).sort()).toEqual(['avif', 'gif', 'jpeg', 'png', 'webp']);
  for (const format of Object.values(report.formats))
    expect(format).toMatchObject({ decoded: expect.any(Number), photo_undecodable: expect.any(Number) });
  expect(Object.keys(report.outcomes)).toEqual(
    expect.arrayContaining(['photo_not_an_image', 'photo_too_many_pixels', 'photo_truncated']),
  );
  expect(report.milliseconds.slowest.ms).toBeLessThan(10_000);
  const { beforehand, afterwards } = report.peakRssMegabytes;
  // 8 photos at a time of 1 megapixel, of up to 8 bytes, decoded and as a copy.
  expect(afterwards - beforehand).toBeLessThan(250);
});
