import type { Backend } from './backend.js';
import { describeLocal, type LocalDescription } from './local-model.js';
import { sha256 } from './model-folder.js';

/** Models in ONNX files, computed on this machine by ONNX Runtime or TensorFlow.js. */
export const onnxBackend: Backend<LocalDescription> = {
  engine: 'onnx',
  describe: describeLocal,
  // A folder without an extractor uses the backbone of that name that comes with the program.
  files: [{ name: 'extractor.onnx', optional: true }, { name: 'head.onnx' }],
  runsHere: true,
  setup: {
    of: 'computed here',
    steps: ['npm install', 'honeyburst train DATASET --name NAME', 'honeyburst classify PHOTO --model NAME'],
  },
  checksum({ backbone, families, finishes, calibration, headChecksum, input }) {
    const parts = [backbone.checksum, families, finishes, calibration, headChecksum];
    return sha256(JSON.stringify(input ? [...parts, input] : parts));
  },
  backbone: ({ backbone }) => backbone.name,
  async open(model, { engine, threads, log, onBatch }) {
    const { createLocalClassifier } = await import('./local.js');
    return createLocalClassifier(model, { engine, threads, log, onBatch });
  },
};
