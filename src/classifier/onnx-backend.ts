import { z } from 'zod';
import type { Backend, ModelFolder } from './backend.js';
import type { ModelDescription } from './model-description.js';
import { sha256 } from './model-folder.js';

const side = z.number().int().min(16).max(2048);

const describe = z.object({
  /** The feature extractor; the checksum is that of extractor.onnx. */
  backbone: z.object({ name: z.string(), checksum: z.string() }),
  /** How photos are prepared. Default: as the backbones that come with the program take them. */
  input: z
    .object({
      kind: z.literal('pixels'),
      size: side,
      fit: z.union([z.enum(['letterbox', 'stretch']), z.object({ shorterSide: side })]),
    })
    .optional(),
  /** SHA-256 of head.onnx. */
  headChecksum: z.string(),
});

export type LocalDescription = ModelDescription & { engine: 'onnx' } & z.infer<typeof describe>;
export type LocalModel = ModelFolder<LocalDescription>;

/** Models in ONNX files, computed on this machine by ONNX Runtime or TensorFlow.js. */
export const onnxBackend: Backend<LocalDescription> = {
  engine: 'onnx',
  describe,
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
