import { defaultBackbone, loadExtractor } from '../../src/backbone/backbone.js';
import { normalisedWidth, parameterCount } from '../../src/classifier/head.js';
import { buildHeadGraph } from '../../src/classifier/head-graph.js';
import { sha256, writeModelFolder } from '../../src/classifier/model-folder.js';
import { type LocalModel, onnxBackend } from '../../src/classifier/onnx-backend.js';
import { createRandom } from '../../src/random.js';
import { uniformThresholds } from './thresholds.js';

const families = ['black', 'red', 'blue', 'sunburst'];
const finishes = [
  { slug: 'candy-apple-red', family: 'red' },
  { slug: 'fiesta-red', family: 'red' },
  { slug: 'lake-placid-blue', family: 'blue' },
  { slug: '3-color-sunburst', family: 'sunburst' },
  { slug: 'tobacco-sunburst', family: 'sunburst' },
];

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
  const outputs = families.length + finishes.length;
  const weights = {
    parameters: Float32Array.from({ length: parameterCount(outputs) }, () => 0.1 * random.normal()),
    mean: new Float32Array(normalisedWidth),
    spread: new Float32Array(normalisedWidth).fill(1),
  };
  const temperatures = { family: 1, finish: 1 };
  const familyOfFinish = Int32Array.from(finishes, ({ family }) => families.indexOf(family));
  const head = buildHeadGraph([weights], { families: families.length, familyOfFinish }, temperatures);
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
      families,
      finishes,
      calibration: {
        temperatures,
        thresholds: uniformThresholds({ families, finishes }, { family: 0.7, finish: 0.8 }),
      },
      training: { seed, trainingImages: { family: {}, finish: {} } },
      headChecksum: sha256(head),
    },
    { 'extractor.onnx': extractor, 'head.onnx': head },
  );
}
