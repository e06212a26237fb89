import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createSampleCatalogue } from '../../src/sample/catalogue.js';
import { writeSampleCatalogue } from '../../src/sample/write-catalogue.js';
import { makeFolder } from '../support/folder.js';
import { honeyburst } from '../support/program.js';
import { writeUntrainedModel } from '../support/untrained-model.js';

const { folder, remove } = await makeFolder();
afterAll(remove);

const fraction = z.number().min(0).max(1);
const interval = z.object({ low: fraction, high: fraction });
const tier = z.object({
  accuracy: fraction,
  accuracyInterval: interval,
  macroPrecision: fraction,
  macroRecall: fraction,
  macroF1: fraction,
  macroFrequent: z.object({
    leastTrainingImages: z.literal(30),
    labels: z.int(),
    precision: fraction,
    recall: fraction,
    f1: fraction,
  }),
  topK: z.object({ '1': fraction, '2': fraction, '3': fraction, '5': fraction }),
  perClass: z.array(
    z.object({
      label: z.string(),
      precision: fraction,
      recall: fraction,
      f1: fraction,
      precisionInterval: interval,
      recallInterval: interval,
      f1Interval: interval,
      support: z.int().positive(),
      trainingImages: z.int().nonnegative(),
    }),
  ),
  confusion: z.object({ labels: z.array(z.string()), counts: z.array(z.array(z.int().nonnegative())) }),
});
const evaluation = z.object({
  model: z.literal('guitars'),
  images: z.int(),
  family: tier,
  finish: tier,
  calibration: z.object({
    expectedCalibrationError: fraction,
    coverageAtPrecision: z.object({ '0.95': fraction, '0.98': fraction }),
  }),
  latencyMs: z.object({ p50: z.number().positive(), p95: z.number().positive(), p99: z.number().positive() }),
  coldStartMs: z.number().positive(),
  modelBytes: z.int().positive(),
  imagesPerSecond: z.number().positive(),
});

describe('honeyburst evaluate', () => {
  it('reports the figures of a model on a dataset, without a database', async () => {
    const catalogue = createSampleCatalogue({ seed: 7, labelledGuitars: 5, listings: 1 });
    const photos = catalogue.labelled;
    const { labels } = await writeSampleCatalogue(catalogue, { folder, baseUrl: 'http://127.0.0.1/' });
    const model = await writeUntrainedModel(join(folder, 'model'), { name: 'guitars' });
    const home = join(folder, 'untouched');
    const { status, stdout } = await honeyburst(
      ['evaluate', labels, '--split', 'all', '--model', model.folder, '--json'],
      { HONEYBURST_HOME: home },
    );
    expect(status).toBe(0);
    const report = evaluation.parse(JSON.parse(stdout));
    expect(report.images).toBe(photos.length);
    for (const { perClass, confusion, accuracy } of [report.family, report.finish]) {
      expect(perClass.reduce((sum, { support }) => sum + support, 0)).toBe(photos.length);
      const right = confusion.labels.reduce((sum, _, label) => sum + confusion.counts[label]![label]!, 0);
      expect(accuracy).toBeCloseTo(right / photos.length, 10);
    }
    const truth = new Set(photos.map(({ guitar }) => guitar.finish.slug));
    expect(new Set(report.finish.perClass.map(({ label }) => label))).toEqual(truth);
    await expect(stat(home)).rejects.toThrow('ENOENT');
  });

  it('warns of photos that are among the training photos, unless told not to, and writes a report', async () => {
    const photos = ['a.png', 'b.png', 'c.png'];
    for (const [i, name] of photos.entries()) await writeFile(join(folder, name), await stripes(i % 2));
    const dataset = join(folder, 'leaky.csv');
    const rows = ['a.png,red,train', 'b.png,blue,train', 'c.png,red,validation'];
    await writeFile(dataset, `file,family,split\n${rows.join('\n')}\n`);
    const model = await writeUntrainedModel(join(folder, 'model'), { name: 'guitars' });
    const report = join(folder, 'report');
    const evaluate = (...options: string[]) =>
      honeyburst(['evaluate', dataset, '--model', model.folder, ...options]);

    const { status, stdout } = await evaluate('--report', report);
    expect(status).toBe(0);
    expect(stdout).toContain('include 1 of these photos (1 the same file');
    expect(await readFile(join(report, 'index.html'), 'utf8')).toContain('<h2>Leakage</h2>');
    const written = JSON.parse(await readFile(join(report, 'evaluation.json'), 'utf8'));
    expect(written).toMatchObject({ images: 1, leakage: { trainingPhotos: 2, exact: 1 } });

    expect((await evaluate('--no-leakage')).stdout).not.toMatch(/leakage/i);
  });
});

/** One of two different pictures. */
function stripes(kind: number): Promise<Buffer> {
  const stripe = { create: { width: 40, height: 120, channels: 3, background: 'black' } } as const;
  return sharp({ create: { width: 120, height: 120, channels: 3, background: kind === 0 ? 'red' : 'blue' } })
    .composite([{ input: stripe, left: 20 + 40 * kind, top: 0 }])
    .png()
    .toBuffer();
}
