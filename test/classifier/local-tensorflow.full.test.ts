import { join } from 'node:path';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { createLocalClassifier } from '../../src/classifier/local.js';
import type { EngineName } from '../../src/config/worker.js';
import { describeClassifier, difference, preparePhotos } from '../support/classifier-contract.js';
import { makeFolder } from '../support/folder.js';
import { writeUntrainedModel } from '../support/untrained-model.js';

const { folder, remove } = await makeFolder();
afterAll(remove);
const model = await writeUntrainedModel(folder);

describeClassifier('tensorflow', () => createLocalClassifier(model, { engine: 'tensorflow', threads: 2 }));

const exact = await writeUntrainedModel(join(folder, 'exact'), { name: 'exact', quantised: false });

/**
 * How far the engines may differ in any one score, at most and in the median. They add up in another order: now and
 * then a value that is rounded to 8 bits falls to the other side. In floats that is only what leaves the backbone, and the grid on which the box around the body lies; where
 * all of it is of 8 bits one such step leads to others, on drawn stripes with random heads more than on photos.
 */
const tolerances = [
  [exact, 12, 3e-2, 5e-3],
  [model, 4, 0.25, 0.1],
] as const;

it.each(tolerances)('both engines give the same scores (model %#)', async (shared, count, most, typical) => {
  const scoresOf = async (engine: EngineName) => {
    const classifier = await createLocalClassifier(shared, { engine, threads: 1 });
    onTestFinished(() => classifier.close());
    return classifier.classify((await preparePhotos(classifier)).slice(0, count));
  };
  const [onnx, tensorflow] = [await scoresOf('onnx'), await scoresOf('tensorflow')];
  const differences = onnx.map((scores, photo) => difference(scores, tensorflow[photo]!));
  expect(Math.max(...differences)).toBeLessThan(most);
  const median = differences.sort((a, b) => a - b)[Math.floor(differences.length / 2)];
  expect(median).toBeLessThan(typical);
});
