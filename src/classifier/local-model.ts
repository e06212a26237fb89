import { z } from 'zod';
import type { ModelFolder } from './backend.js';
import type { ModelDescription } from './model-description.js';

const side = z.number().int().min(16).max(2048);

/** The keys that model.json has only for a model that is computed on this machine. */
export const describeLocal = z.object({
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

export type LocalDescription = ModelDescription & { engine: 'onnx' } & z.infer<typeof describeLocal>;
export type LocalModel = ModelFolder<LocalDescription>;
