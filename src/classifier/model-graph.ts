import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { backboneNames, loadExtractor } from '../backbone/backbone.js';
import { HoneyburstError } from '../errors.js';
import { joinModel } from './head-graph.js';
import type { LocalModel } from './local-model.js';
import { sha256, unreadable } from './model-folder.js';

/**
 * The whole network of a model, from pixels to probabilities, verified against the checksums in model.json. A folder
 * without extractor.onnx uses the backbone of that name that comes with the program. Throws a HoneyburstError of stage
 * model that names the file.
 */
export async function readModelGraph({ folder, description }: LocalModel): Promise<Uint8Array> {
  const head = await readFile(join(folder, 'head.onnx')).catch((cause) => {
    throw unreadable(folder, 'it has no head.onnx', cause);
  });
  const { name: backbone } = description.backbone;
  const extractor = await readFile(join(folder, 'extractor.onnx')).catch((cause) => {
    if (backboneNames.includes(backbone)) return loadExtractor(backbone);
    throw unreadable(
      folder,
      `it has no extractor.onnx, and ${backbone} does not come with the program`,
      cause,
    );
  });
  const verify = (name: string, bytes: Uint8Array, expected: string) => {
    if (sha256(bytes) === expected) return;
    throw new HoneyburstError(
      `${join(folder, name)} is damaged or belongs to another model: train or import the model again.`,
      { code: 'model_damaged', stage: 'model' },
    );
  };
  verify('head.onnx', head, description.headChecksum);
  verify('extractor.onnx', extractor, description.backbone.checksum);
  try {
    return joinModel(extractor, head);
  } catch (cause) {
    throw unreadable(
      folder,
      `head.onnx or extractor.onnx is not a network (${(cause as Error).message})`,
      cause,
    );
  }
}
