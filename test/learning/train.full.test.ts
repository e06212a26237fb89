import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLocalClassifier } from '../../src/classifier/local.js';
import { readModelFolder } from '../../src/classifier/model-folder.js';
import { onnxBackend } from '../../src/classifier/onnx-backend.js';
import { parseConfig } from '../../src/config/config.js';
import { readDataset } from '../../src/learning/dataset/read-dataset.js';
import { evaluateModel } from '../../src/learning/evaluation/evaluate.js';
import { trainModel } from '../../src/learning/train.js';
import { preparePhoto } from '../../src/photo/decode.js';
import { silentProgress } from '../../src/progress.js';
import { createSampleCatalogue } from '../../src/sample/catalogue.js';
import { writeSampleCatalogue } from '../../src/sample/write-catalogue.js';
import { loadBuiltInTaxonomy } from '../../src/taxonomy/built-in.js';

const { photo: limits } = parseConfig({});
const dependencies = (home: string) => ({ home, threads: 2, limits, progress: silentProgress });

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'train-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

describe('a trained model', () => {
  it('is the same twice, reads back, and gives the same scores alone and in a batch', async () => {
    const folder = await temporaryFolder();
    const catalogue = createSampleCatalogue({ seed: 5, labelledGuitars: 24, listings: 1 });
    const { labels } = await writeSampleCatalogue(catalogue, { folder, baseUrl: 'http://127.0.0.1/' });
    const dataset = await readDataset(labels, await loadBuiltInTaxonomy());
    const options = { name: 'small', seed: 3, epochs: 2 };

    const first = await trainModel(dataset, options, dependencies(join(folder, 'first')));
    const second = await trainModel(dataset, options, dependencies(join(folder, 'second')));
    expect(second.checksum).toBe(first.checksum);
    for (const file of ['head.onnx', 'extractor.onnx']) {
      const [a, b] = await Promise.all([first, second].map((model) => readFile(join(model.folder, file))));
      expect(a?.equals(b as Buffer)).toBe(true);
    }
    const other = await trainModel(dataset, { ...options, seed: 4 }, dependencies(join(folder, 'first')));
    expect(other.checksum).not.toBe(first.checksum);

    const model = await readModelFolder(second.folder, [onnxBackend]);
    const classifier = await createLocalClassifier(model, { threads: 2 });
    onTestFinished(() => classifier.close());
    const files = dataset.photos.slice(0, 11).map((photo) => photo.file);
    const photos = await Promise.all(
      files.map(async (file) => preparePhoto(await readFile(file), classifier.input, limits)),
    );
    const together = await classifier.classify(photos);
    for (const [index, photo] of photos.entries()) {
      const [alone] = await classifier.classify([photo]);
      const batched = together[index];
      const sum = (values: Float32Array) => values.reduce((a, b) => a + b, 0);
      expect(sum(alone?.coarse as Float32Array)).toBeCloseTo(1, 4);
      expect(alone?.bodyShare).toBeGreaterThanOrEqual(0);
      expect(alone?.bodyShare).toBeLessThanOrEqual(1);
      alone?.fine.forEach((value, i) => {
        expect(value).toBeCloseTo(batched?.fine[i] as number, 3);
      });
    }

    const trained = model.description.training.trainingImages as Record<
      'family' | 'finish',
      Record<string, number>
    >;
    const evaluation = await evaluateModel(classifier, dataset.photos.slice(0, 20), trained, {
      limits,
      progress: silentProgress,
    });
    expect(evaluation.images).toBe(20);
    const counted = evaluation.family.confusion.counts.flat().reduce((a, b) => a + b, 0);
    expect(counted).toBe(20);
  });

  it('names the photo that cannot be used', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'bad.jpg'), 'no photo');
    await writeFile(
      join(folder, 'labels.csv'),
      'file,family\nbad.jpg,red\nmissing.jpg,blue\nlost.jpg,blue\ngone.jpg,red\naway.jpg,red\n',
    );
    const dataset = await readDataset(join(folder, 'labels.csv'), await loadBuiltInTaxonomy());
    await expect(trainModel(dataset, { name: 'bad' }, dependencies(folder))).rejects.toThrow(
      /(bad|missing|lost|gone|away)\.jpg/,
    );
  });

  it('needs more groups than heads', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'labels.csv'), 'file,family,group\na.jpg,red,g1\nb.jpg,blue,g1\n');
    const dataset = await readDataset(join(folder, 'labels.csv'), await loadBuiltInTaxonomy());
    await expect(trainModel(dataset, { name: 'one' }, dependencies(folder))).rejects.toThrow(
      'of only 1 groups',
    );
  });

  it('needs two families', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'labels.csv'), 'file,family\na.jpg,red\n');
    const dataset = await readDataset(join(folder, 'labels.csv'), await loadBuiltInTaxonomy());
    await expect(trainModel(dataset, { name: 'one' }, dependencies(folder))).rejects.toThrow(
      'fewer than two families',
    );
  });
});
