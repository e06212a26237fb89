import { defaultBackbone, loadExtractor } from '../../src/backbone/backbone.js';
import { normalisedWidth, parameterCount } from '../../src/classifier/head.js';
import { buildHeadGraph } from '../../src/classifier/head-graph.js';
import { type LabelTree, labelCount } from '../../src/classifier/label-tree.js';
import type { LocalModel } from '../../src/classifier/local-model.js';
import { sha256, writeModelFolder } from '../../src/classifier/model-folder.js';
import { describeLabels } from '../../src/classifier/model-labels.js';
import { onnxBackend } from '../../src/classifier/onnx-backend.js';
import { createRandom } from '../../src/random.js';
import { uniformThresholds } from './thresholds.js';

const labels: LabelTree = {
  coarse: ['black', 'red', 'blue', 'sunburst'],
  fine: [
    { label: 'candy-apple-red', parent: 'red' },
    { label: 'fiesta-red', parent: 'red' },
    { label: 'lake-placid-blue', parent: 'blue' },
    { label: '3-color-sunburst', parent: 'sunburst' },
    { label: 'tobacco-sunburst', parent: 'sunburst' },
  ],
};

/** A whole model whose heads have random weights: made in a moment, and all but its answers is real. */
export async function writeUntrainedModel(
  folder: string,
  {
    name = 'untrained',
    seed = 1,
    quantised = true,
  }: { name?: string; seed?: number; quantised?: boolean } = {},
): Promise<LocalModel> {
  const random = createRandom(`untrained/${seed}`);
  const weights = {
    parameters: Float32Array.from(
      { length: parameterCount(labelCount(labels)) },
      () => 0.1 * random.normal(),
    ),
    mean: new Float32Array(normalisedWidth),
    spread: new Float32Array(normalisedWidth).fill(1),
  };
  const head = buildHeadGraph([weights], labels, { coarse: 1, fine: 1 });
  const described = describeLabels(labels);
  const extractor = loadExtractor(defaultBackbone, { quantised });
  return writeModelFolder(
    folder,
    onnxBackend,
    {
      format: 2,
      name,
      created: '2026-01-01T00:00:00.000Z',
      engine: 'onnx',
      hierarchy: 'soft',
      backbone: { name: defaultBackbone, checksum: sha256(extractor) },
      ...described,
      calibration: {
        temperatures: { family: 1, finish: 1 },
        thresholds: uniformThresholds(described, { family: 0.7, finish: 0.8 }),
      },
      training: { seed, trainingImages: { family: {}, finish: {} } },
      headChecksum: sha256(head),
    },
    { 'extractor.onnx': extractor, 'head.onnx': head },
  );
}
