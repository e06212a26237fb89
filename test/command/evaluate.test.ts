import { stat } from 'node:fs/promises';
import { join } from 'node:path';
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
const tier = z.object({
  accuracy: fraction,
  macroPrecision: fraction,
  macroRecall: fraction,
  macroF1: fraction,
  perClass: z.array(
    z.object({
      label: z.string(),
      precision: fraction,
      recall: fraction,
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
  latencyMs: z.object({ p50: z.number().positive(), p95: z.number().positive() }),
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
});
