import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/config.js';
import type { LabelledPhoto } from '../../src/learning/dataset/dataset.js';
import { type Evaluation, predictionMetrics } from '../../src/learning/evaluation/evaluate.js';
import { toPrediction } from '../../src/learning/evaluation/prediction.js';
import { writeEvaluation } from '../../src/report/write-evaluation.js';
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
const missing = join(folder, 'missing.jpg');

/** Answers of a model whose labels and files mean harm. */
function evaluationOf(finish: string | undefined): Evaluation {
  const classifier = {
    labels: { coarse: ['red', evil], fine: [{ label: evil, parent: 'red' }] },
    thresholds: { coarse: { red: 0.5, [evil]: 0.5 }, fine: { [evil]: 0.9 } },
  };
  const photo = (path: string, family: string): LabelledPhoto => ({
    file: path,
    family,
    finish,
    group: path,
    split: 'validation',
    confidence: 'high',
  });
  const scores = {
    coarse: Float32Array.from([0.8, 0.2]),
    fine: Float32Array.from([0.95]),
  };
  const predictions = [photo(file, evil), photo(missing, evil), photo(file, 'red')].map((one) =>
    toPrediction(one, scores, classifier),
  );
  return {
    model: evil,
    images: 3,
    ...predictionMetrics(predictions, { family: {}, finish: {} }),
    coldStartMs: 100,
    latencyMs: { p50: 10, p95: 12, p99: 1300 },
    imagesPerSecond: 50,
    modelBytes: 17_500_000,
    leakage: {
      trainingPhotos: 9,
      unreadable: 1,
      exact: 1,
      near: 0,
      sharedGroups: 0,
      leakedPhotos: 1,
      pairs: [{ file, trainingFile: missing, kind: 'exact', sameLabels: true }],
    },
  };
}

const context = {
  dataset: evil,
  split: 'validation rows',
  created: new Date('2026-01-02'),
  limits: parseConfig({}).photo,
};

it('writes a page that asks nothing of the network and that labels and file names cannot break', async () => {
  const evaluation = evaluationOf('cherry');
  const { page } = await writeEvaluation(evaluation, join(folder, 'report'), context);
  const markup = await readFile(page, 'utf8');
  expect(markup).not.toContain('<img src=x');
  const addresses = [...markup.matchAll(/\s(?:src|href|xlink:href)="([^"]*)"/g)].map(
    ([, address]) => address,
  );
  expect(addresses.length).toBeGreaterThan(0);
  for (const address of addresses) expect(address).toMatch(/^data:image\/jpeg;base64,/);
  expect(markup).not.toMatch(/<script|<link|@import|url\(/);
  expect(markup).not.toMatch(/NaN|undefined|Infinity/);
});

it('shows figures, charts, the leak and the surest mistakes with small pictures', async () => {
  const { page } = await writeEvaluation(evaluationOf('cherry'), join(folder, 'report'), context);
  const markup = await readFile(page, 'utf8');
  for (const text of [
    '33.3 %',
    '17.5 MB',
    '1.30 s',
    'Leakage',
    'same file',
    'no picture',
    'Risk and coverage',
  ])
    expect(markup).toContain(text);
  expect(markup.match(/<svg /g)).toHaveLength(6);
  expect(markup.match(/<figcaption>/g)).toHaveLength(6);
  const jpeg = Buffer.from(markup.match(/base64,([^"]+)"/)![1]!, 'base64');
  expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 160, height: 80 });
});

it('writes the same figures as JSON', async () => {
  const evaluation = evaluationOf('cherry');
  await writeEvaluation(evaluation, join(folder, 'report'), context);
  const json = JSON.parse(await readFile(join(folder, 'report', 'evaluation.json'), 'utf8'));
  expect(json).toEqual(JSON.parse(JSON.stringify(evaluation)));
});

it('leaves the finishes out where no photo has one', async () => {
  const { page } = await writeEvaluation(evaluationOf(undefined), join(folder, 'families'), context);
  const markup = await readFile(page, 'utf8');
  expect(markup).not.toContain('<h2>Finishes</h2>');
  expect(markup.match(/<svg /g)).toHaveLength(4);
});
