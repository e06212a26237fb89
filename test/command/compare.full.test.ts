import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ComparedModel, Comparison } from '../../src/learning/comparison/compare.js';
import { createSampleCatalogue } from '../../src/sample/catalogue.js';
import { writeSampleCatalogue } from '../../src/sample/write-catalogue.js';
import { makeFolder } from '../support/folder.js';
import { honeyburst } from '../support/program.js';
import { writeUntrainedModel } from '../support/untrained-model.js';

const { folder, remove } = await makeFolder();
afterAll(remove);
const home = join(folder, 'home');
let labels = '';

beforeAll(async () => {
  const catalogue = createSampleCatalogue({ seed: 5, labelledGuitars: 24, listings: 1 });
  labels = (await writeSampleCatalogue(catalogue, { folder, baseUrl: 'http://127.0.0.1/' })).labels;
});

const compare = (...options: string[]) =>
  honeyburst(['compare', labels, ...options], { HONEYBURST_HOME: home });
const modelOf = ({ models }: Comparison, name: string) =>
  models.find((model) => model.name === name) as ComparedModel;

describe('honeyburst compare', () => {
  it('trains flat, hard and soft models of a backbone once, compares them, and writes a report', async () => {
    const report = join(folder, 'report');
    const options = ['--backbones', 'mobilenet-v2', '--epochs', '2', '--no-curve', '--json'];
    const first = await compare(...options, '--engines', 'onnx', '--report', report);
    expect(first.stderr).toContain('fitting 4 flat heads');
    expect(first.status).toBe(0);
    const figures = JSON.parse(first.stdout) as Comparison;
    expect(JSON.parse(await readFile(join(report, 'compare.json'), 'utf8'))).toEqual(figures);
    expect(await readFile(join(report, 'index.html'), 'utf8')).toContain('<h2>Sample photos</h2>');

    const names = ['flat', 'hard', 'soft'].map((hierarchy) => `mobilenet-v2 ${hierarchy}`);
    expect(figures.models.map(({ name }) => name)).toEqual(names);
    const [flat, hard, soft] = names.map((name) => modelOf(figures, name));
    // The same heads: only the routing of the finish differs.
    expect(hard?.evaluation.family).toEqual(soft?.evaluation.family);
    expect(hard?.training?.embeddingSeconds).toBe(soft?.training?.embeddingSeconds);
    expect(flat?.evaluation.familyCalibration).not.toEqual(soft?.evaluation.familyCalibration);
    for (const { evaluation, cold, training } of figures.models) {
      expect(evaluation.images).toBe(figures.photos);
      expect(cold.ms).toBeGreaterThan(evaluation.latencyMs.p50);
      expect(training?.embeddingsFromCache).toBe(0);
    }
    expect(figures.hierarchyCost).toMatchObject([{ backbone: 'mobilenet-v2' }]);
    expect(figures.samples.every(({ answers }) => answers.length === 3)).toBe(true);

    // No database was needed, and what was trained is taken as it is.
    await expect(stat(join(home, 'postgres'))).rejects.toThrow('ENOENT');
    const second = await compare(...options, '--engines', 'onnx,tensorflow');
    expect(second.stderr).not.toContain('fitting');
    const again = modelOf(JSON.parse(second.stdout) as Comparison, 'mobilenet-v2 soft');
    expect(again.training).toEqual(soft?.training);
    expect(again.evaluation.finish).toEqual(soft?.evaluation.finish);
    expect(again.engines).toMatchObject([{ engine: 'tensorflow', sameFamily: 1, sameFinish: 1 }]);
    expect(again.engines[0]?.largestDifference).toBeLessThan(0.02);
  });

  it('takes models that are named instead, and shows the published figures', async () => {
    const one = await writeUntrainedModel(join(folder, 'one'), { name: 'one' });
    const two = await writeUntrainedModel(join(folder, 'two'), { name: 'two', seed: 2 });
    const models = `${one.folder},${two.folder}`;
    const { status, stdout, stderr } = await compare('--models', models, '--engines', 'onnx');
    expect(status).toBe(0);
    expect(stderr).not.toContain('fitting');
    expect(stdout).toMatch(/^2 models on \d+ photos/);
    expect(stdout).toMatch(/^one .*\n.*two /m);
    expect(stdout).toContain('study: MobileNet 1.0');
    const twice = await compare('--models', `${one.folder},${one.folder}/`, '--engines', 'onnx');
    expect(twice).toMatchObject({ status: 2, stdout: '' });
    expect(twice.stderr).toContain('Two models to compare are called one');
  });

  it('names what can be chosen', async () => {
    const wrong = await compare('--backbones', 'mobilenet-v2,resnet');
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain('resnet is not one of mobilenet-v2');
    expect((await compare('--engines', 'onnx,')).status).toBe(2);
    expect((await compare('--epochs', '0')).status).toBe(2);
  });
});
