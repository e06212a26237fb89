import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { planText } from '../../src/command/text/plan-text.js';
import type { LabelledPhoto } from '../../src/learning/dataset/dataset.js';
import type { CurveMeasurement } from '../../src/learning/labelling/measure-curve.js';
import { planDataset } from '../../src/learning/labelling/plan-dataset.js';
import { learningCurveSection } from '../../src/report/learning-curve-section.js';
import { writePlan } from '../../src/report/plan-report.js';
import { makeFolder } from '../support/folder.js';

const evil = '<script>alert(1)</script>';
const finishes = [
  { slug: 'common-red', family: 'red' },
  { slug: 'rare-red', family: 'red' },
  { slug: 'never-labelled', family: 'blue' },
];

/** Errors of n^-0.35, counted on 2000 photos; a tenth of the photos are of the rare finish. */
function measure(photos: number): CurveMeasurement {
  const rightOf = (tested: number, n: number) => Math.round(tested * (1 - Math.min(1, n ** -0.35)));
  const of = (tested: number, n: number) => ({ tested, right: rightOf(tested, n), trainingPhotos: n });
  return {
    photos,
    family: { tested: 2000, right: rightOf(2000, photos * 4) },
    finish: { tested: 2000, right: rightOf(2000, photos) },
    finishes: { 'common-red': of(1800, photos * 0.9), 'rare-red': of(200, photos / 10) },
  };
}
const measurements = [150, 300, 600, 1200, 2400].map(measure);
const photos = Array.from(
  { length: 3000 },
  (_, i): LabelledPhoto => ({
    file: `${i}.jpg`,
    family: 'red',
    finish: i % 10 === 0 ? 'rare-red' : 'common-red',
    group: String(i),
    split: undefined,
    confidence: 'high',
  }),
);
const options = { finishes, extraPhotos: 20, seed: 1 };

describe('planDataset', () => {
  it('foretells the accuracy with more photos, and the photos that more accuracy needs', () => {
    const { finish } = planDataset(photos, measurements, options);
    if ('reason' in finish) throw new Error(finish.reason);
    expect(finish.expected.map(({ photos }) => photos)).toEqual([3000, 6000, 12_000]);
    for (const { photos, accuracy } of finish.expected) {
      expect(accuracy.value).toBeCloseTo(1 - photos ** -0.35, 2);
      expect(accuracy.low).toBeLessThanOrEqual(accuracy.value);
      expect(accuracy.high).toBeGreaterThanOrEqual(accuracy.value);
    }
    expect(finish.needed.map(({ accuracy }) => accuracy)).toEqual([0.95, 0.96, 0.97]);
    expect(finish.needed[0]?.photos.value).toBeGreaterThan(4000);
    expect(finish.needed[0]?.photos.value).toBeLessThan(7500);
  });

  it('ranks every finish by labelled photos, or by listings where they are known', () => {
    const order = (listings?: Map<string, number>) =>
      planDataset(photos, measurements, { ...options, listings }).labels?.finishes.map(({ slug }) => slug);
    expect(order()?.at(0)).toBe('rare-red');
    expect(order()).toHaveLength(3);
    expect(
      order(
        new Map([
          ['never-labelled', 500],
          ['common-red', 100],
        ]),
      )?.at(0),
    ).toBe('never-labelled');
  });

  it('says why nothing can be foretold', () => {
    const few = planDataset(photos, measurements.slice(0, 2), options);
    expect(few.finish).toMatchObject({ reason: expect.stringContaining('at least 4 training-set sizes') });
    const families = measurements.map((one) => ({ ...one, finish: { tested: 0, right: 0 }, finishes: {} }));
    const plan = planDataset(photos, families, options);
    expect(plan.finish).toEqual({ reason: 'No photo with a finish could be tested.' });
    expect(plan.labels).toBeUndefined();
    expect(planText(plan)).toContain('Label finishes too');
  });
});

it('prints what was measured, what to expect and what to label', () => {
  const lines = planText(planDataset(photos, measurements, options)).split('\n');
  expect(lines[0]).toContain('3000 training photos in total');
  expect(lines[6]).toMatch(/^ +2400 +2000 +96\.0 % +93\.\d %$/);
  expect(
    lines.filter((line) => /^Finish: expect 9\d\.\d % \(.* to .*\) with 3000 photos/.test(line)),
  ).toHaveLength(1);
  expect(
    lines.filter((line) => /^Finish: 95\.0 % needs \d+00 photos \(\d+ to (\d+|countless)\)/.test(line)),
  ).toHaveLength(1);
  expect(lines.findIndex((line) => line.startsWith('rare-red'))).toBeLessThan(
    lines.findIndex((line) => line.startsWith('common-red')),
  );
});

it('writes a report with a chart for each tier that names cannot break', async () => {
  const { folder, remove } = await makeFolder();
  onTestFinished(remove);
  const plan = planDataset(photos, measurements, {
    ...options,
    finishes: [...finishes, { slug: evil, family: 'red' }],
  });
  const context = { dataset: evil, created: new Date('2026-01-02'), seed: 1, swatches: new Map() };
  const { page } = await writePlan(plan, join(folder, 'plan'), context);
  const markup = await readFile(page, 'utf8');
  expect(markup).not.toContain('<script');
  expect(markup.match(/<svg /g)).toHaveLength(2);
  expect(markup).toContain('stroke-dasharray="5,4"');
  expect(markup).not.toMatch(/NaN|undefined|Infinity/);
  expect(JSON.parse(await readFile(join(folder, 'plan', 'plan.json'), 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(plan)),
  );
});

it('draws several curves of a tier into one chart, also one that is too short to be fitted', async () => {
  const { markup } = await learningCurveSection([
    { name: evil, tier: 'finish', measurements },
    { name: 'short', tier: 'finish', measurements: measurements.slice(0, 2) },
    { name: 'none', tier: 'family', measurements: [] },
  ]);
  expect(markup.match(/<svg /g)).toHaveLength(1);
  expect(markup).not.toContain('<script');
  expect(markup).toContain('at least 4 training-set sizes');
  expect(markup).not.toMatch(/NaN|undefined/);
});
