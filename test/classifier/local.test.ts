import { afterAll, expect, it, onTestFinished } from 'vitest';
import { createLocalClassifier } from '../../src/classifier/local.js';
import { describeClassifier, preparePhotos } from '../support/classifier-contract.js';
import { makeFolder } from '../support/folder.js';
import { writeUntrainedModel } from '../support/untrained-model.js';

const { folder, remove } = await makeFolder();
afterAll(remove);
const model = await writeUntrainedModel(folder);

describeClassifier('onnx', () => createLocalClassifier(model, { threads: 2 }));

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
