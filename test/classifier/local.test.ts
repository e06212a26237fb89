import { afterAll } from 'vitest';
import { createLocalClassifier } from '../../src/classifier/local.js';
import { engineNames } from '../../src/config.js';
import { describeClassifier } from '../support/classifier-contract.js';
import { makeFolder } from '../support/folder.js';
import { writeUntrainedModel } from '../support/untrained-model.js';

const { folder, remove } = await makeFolder();
afterAll(remove);
const model = await writeUntrainedModel(folder);

for (const engine of engineNames) {
  describeClassifier(engine, () => createLocalClassifier(model, { engine, threads: 2 }));
}
