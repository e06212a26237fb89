import { afterAll, expect, it, onTestFinished } from 'vitest';
import { createLocalClassifier } from '../../src/classifier/local.js';
import { type EngineName, engineNames } from '../../src/config.js';
import { describeClassifier, difference, preparePhotos } from '../support/classifier-contract.js';
import { makeFolder } from '../support/folder.js';
import { writeUntrainedModel } from '../support/untrained-model.js';

const { folder, remove } = await makeFolder();
afterAll(remove);
const model = await writeUntrainedModel(folder);

for (const engine of engineNames) {
  describeClassifier(engine, () => createLocalClassifier(model, { engine, threads: 2 }));
}

/**
 * How far the engines may differ in any one score. They add up in another order: now and then a feature that is
 * rounded to 8 bits within the network falls to the other side, and the box around the body moves by a hair.
 */
const tolerance = 1e-2;

it('both engines give the same scores', async () => {
  const scoresOf = async (engine: EngineName) => {
    const classifier = await createLocalClassifier(model, { engine, threads: 1 });
    onTestFinished(() => classifier.close());
    return classifier.classify(await preparePhotos(classifier));
  };
  const [onnx, tensorflow] = [await scoresOf('onnx'), await scoresOf('tensorflow')];
  const differences = onnx.map((scores, photo) => difference(scores, tensorflow[photo]!));
  expect(Math.max(...differences)).toBeLessThan(tolerance);
  const median = differences.sort((a, b) => a - b)[Math.floor(differences.length / 2)];
  expect(median).toBeLessThan(tolerance / 5);
});

it('an urgent photo goes before others that wait', async () => {
  const classifier = await createLocalClassifier(model, { threads: 1 });
  onTestFinished(() => classifier.close());
  const [photo] = await preparePhotos(classifier);
  const ended: string[] = [];
  const look = (name: string, urgent: boolean) =>
    classifier.classify([photo!], { urgent }).then(() => ended.push(name));
  // The first batch is cut before the urgent one comes, and holds eight.
  const others = Array.from({ length: 17 }, () => look('other', false));
  await new Promise(setImmediate);
  await Promise.all([...others, look('urgent', true)]);
  expect(ended.indexOf('urgent')).toBe(8);
});
