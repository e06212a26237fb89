import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/config.js';
import type { ComparedModel, Comparison } from '../../src/learning/comparison/compare.js';
import { chooseSamples } from '../../src/learning/comparison/compare-samples.js';
import type { LabelledPhoto } from '../../src/learning/dataset/dataset.js';
import { predictionMetrics } from '../../src/learning/evaluation/evaluate.js';
import { toPrediction } from '../../src/learning/evaluation/prediction.js';
import { groupAnswers } from '../../src/report/compare-gallery.js';
import { writeComparison } from '../../src/report/write-comparison.js';
import { makeFolder } from '../support/folder.js';

const { folder, remove } = await makeFolder();
afterAll(remove);

const evil = `"><img src=x onerror=alert(1)>'&`;
const file = join(folder, `evil ${evil.replace('/', '')}.jpg`);
await writeFile(
  file,
  await sharp({ create: { width: 400, height: 200, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer(),
);

/** Models whose names and labels mean harm; the second one runs on no other engine. */
function comparisonOf(finish: string | undefined): Comparison {
  const classifier = {
    labels: { coarse: ['red', evil], fine: [{ label: evil, parent: 'red' }] },
    thresholds: { coarse: { red: 0.5, [evil]: null }, fine: { [evil]: 0.9 } },
  };
  const photo: LabelledPhoto = {
    file,
    family: 'red',
    finish,
    group: 'g',
    split: 'validation',
    confidence: 'high',
  };
  const scores = {
    coarse: Float32Array.from([0.8, 0.2]),
    fine: Float32Array.from([0.95]),
  };
  const prediction = toPrediction(photo, scores, classifier);
  const model = (name: string, hierarchy: 'soft' | 'flat'): ComparedModel => ({
    name,
    backbone: evil,
    hierarchy,
    remote: hierarchy === 'flat',
    ...(hierarchy === 'flat' ? { variantOf: `${evil} soft` } : {}),
    training: { photos: 9, embeddingSeconds: 120, embeddingsFromCache: 3, fittingSeconds: 60 },
    evaluation: {
      model: name,
      images: 1,
      ...predictionMetrics([prediction], { family: { red: 40 }, finish: { [evil]: 40 } }),
      coldStartMs: 100,
      latencyMs: { p50: 10, p95: 12, p99: 1300 },
      imagesPerSecond: 50,
      modelBytes: 17_500_000,
    },
    cold: { ms: 1500, low: 1400, high: 1700, repeats: 3 },
    engines:
      hierarchy === 'flat'
        ? []
        : [
            {
              engine: 'tensorflow',
              photos: 1,
              latencyMs: { p50: 200, p95: 300 },
              sameFamily: 1,
              sameFinish: 1,
              largestDifference: 1e-4,
            },
          ],
    engineFailures: hierarchy === 'flat' ? [{ engine: 'tensorflow', message: evil }] : [],
  });
  const predictions = new Map([[`${evil} soft`, [prediction]]]);
  const count = { right: 60, tested: 100 };
  return {
    photos: 1,
    photosWithFinish: finish === undefined ? 0 : 1,
    engine: 'onnx',
    threads: 1,
    models: [model(`${evil} soft`, 'soft'), model(`${evil} flat`, 'flat')],
    hierarchyCost: [{ backbone: evil, photos: 1, flatMs: 10, softMs: 10.2, ratio: 1.02 }],
    curves: [
      {
        name: evil,
        measurements: [150, 300].map((photos) => ({ photos, family: count, finish: count, finishes: {} })),
      },
    ],
    setups: [{ of: evil, steps: [evil] }],
    samples: chooseSamples([photo], predictions, { seed: 1 }),
  };
}

const context = {
  dataset: evil,
  rows: 'validation rows',
  seed: 1,
  created: new Date('2026-01-02'),
  machine: evil,
  warnings: [evil],
  limits: parseConfig({}).photo,
};
const write = async (comparison: Comparison, name: string) => {
  const { page } = await writeComparison(comparison, join(folder, name), context);
  return readFile(page, 'utf8');
};

it('writes a page that asks nothing of the network and that names, labels and files cannot break', async () => {
  const markup = await write(comparisonOf('cherry'), 'report');
  expect(markup).not.toContain('<img src=x');
  const addresses = [...markup.matchAll(/\s(?:src|href|xlink:href)="([^"]*)"/g)].map(([, one]) => one);
  expect(addresses).toHaveLength(1);
  expect(addresses[0]).toMatch(/^data:image\/jpeg;base64,/);
  expect(markup).not.toMatch(/<script|<link|@import|url\(/);
  expect(markup).not.toMatch(/NaN|undefined|Infinity/);
});

it('shows our figures and the published ones, and says that those come from other photos', async () => {
  const markup = await write(comparisonOf('cherry'), 'report');
  for (const text of [
    '17.5 MB',
    '1.50 s',
    '3.0 min',
    '3 of 9 cached',
    '1.020',
    'tensorflow',
    'study: Custom Vision 2-tier',
    '80.9 %',
    '5 to 7 s',
    'measured on other photos',
    'Learning curve',
    'does not run on tensorflow',
  ])
    expect(markup).toContain(text);
  expect(markup.match(/<svg /g)).toHaveLength(8);
  const json = JSON.parse(await readFile(join(folder, 'report', 'compare.json'), 'utf8'));
  expect(json).toEqual(JSON.parse(JSON.stringify(comparisonOf('cherry'))));
});

it('does without finishes, curves and samples where there are none', async () => {
  const markup = await write({ ...comparisonOf(undefined), curves: [], samples: [] }, 'families');
  expect(markup).not.toContain('Learning curve');
  expect(markup).not.toContain('Sample photos');
  expect(markup).not.toContain('finish accuracy');
  expect(markup.match(/<svg /g)).toHaveLength(5);
  expect(markup).not.toMatch(/NaN|undefined|Infinity/);
});

it('puts models that answer the same together, and takes no confidence at all for no answer', () => {
  const answer = (model: string, label: string, confidence: number) => ({
    model,
    label,
    confidence,
    right: false,
    level: 'none' as const,
  });
  const answers = [
    answer('a', 'red', 0.5),
    answer('b', 'blue', 0.4),
    answer('c', 'blue', 0.3),
    answer('d', 'red', 0),
  ];
  expect(groupAnswers(answers).map((group) => group.map(({ model }) => model))).toEqual([
    ['b', 'c'],
    ['a'],
    ['d'],
  ]);
});
