import { afterAll } from 'vitest';
import { createOnnxClassifier } from '../../src/classifier/onnx.js';
import { describeClassifier } from '../support/classifier-contract.js';
import { makeFolder } from '../support/folder.js';
import { writeUntrainedModel } from '../support/untrained-model.js';

const { folder, remove } = await makeFolder();
afterAll(remove);
const model = await writeUntrainedModel(folder);

describeClassifier('onnx', () => createOnnxClassifier(model, { threads: 2 }));
