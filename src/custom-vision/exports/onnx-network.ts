import { inputLayout } from '../../backbone/onnx-backbone.js';
import { createSession } from '../../inference/create-session.js';
import { type ForeignModel, readForeignModel } from '../../onnx/foreign-model.js';
import { floatsOf } from '../../onnx/session.js';
import { createRandom } from '../../random.js';
import { exportError } from './export-error.js';
import type { ExportFiles } from './export-files.js';
import { onnxFile } from './export-kind.js';
import { parseLabels } from './label-file.js';
import { checksumWarning, readManifest } from './manifest.js';
import type { ExportedNetwork, NetworkInput } from './network.js';
import { trainingCrop } from './training-crop.js';

/**
 * Reads an ONNX export of Custom Vision or of our own server. The order and range of the colours are in the metadata of
 * the ONNX file. The file metadata_properties.json beside it is useless: it is the same for every network.
 */
export async function readCustomVisionOnnx(given: ExportFiles): Promise<ExportedNetwork> {
  const { place, files } = given;
  const file = onnxFile(given)!;
  try {
    const labels = parseLabels(files.get('labels.txt') as Buffer, place);
    const model = readForeignModel(files.get(file) as Buffer);
    const { size, channelsLast } = inputLayout(model);
    const shape = channelsLast ? [-1, size, size, 3] : [-1, 3, size, size];
    const [output, ...more] = model.answers;
    if (!output || more.length > 0)
      throw new Error(`it has ${model.answers.length} outputs of probabilities, not one`);
    const graph = model.cut(shape, [{ name: output, shape: [-1, labels.length] }]);
    await compare(model, graph, output, shape);
    const manifest = readManifest(given);
    const { warnings, ...colours } = readColours(model);
    const damaged = checksumWarning(given, manifest);
    return {
      origin: 'custom-vision',
      labels,
      graph,
      input: {
        name: model.input.name,
        size,
        fit: colours.padding === 'negative' ? 'letterbox' : trainingCrop(size),
        channelsLast,
        ...colours,
      },
      output,
      source: { ...manifest, Platform: 'ONNX' },
      warnings: damaged ? [...warnings, damaged] : warnings,
    };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw exportError(place, `${file}: ${reason}. Export the model as TensorFlow.js instead.`, thrown);
  }
}

/** Like predict.py of Custom Vision's samples, assumes RGB from 0 to 1 unless the model says otherwise. */
function readColours({ metadata }: ForeignModel) {
  const format = metadata.get('Image.BitmapPixelFormat');
  const range = metadata.get('Image.NominalPixelRange');
  const missing = [
    ...(format ? [] : ['Image.BitmapPixelFormat (assumed to be RGB)']),
    ...(range ? [] : ['Image.NominalPixelRange (assumed to be 0 to 1)']),
  ];
  const colours: Pick<NetworkInput, 'channels' | 'range' | 'padding'> = {
    channels: format === 'Bgr8' ? 'bgr' : 'rgb',
    range: range === 'NominalRange_0_255' ? '0..255' : '0..1',
    padding: metadata.has('Honeyburst.Padding') ? 'negative' : 'white',
  };
  const warnings =
    missing.length > 0 ? [`the ONNX file does not say how it takes photos: ${missing.join(', ')}`] : [];
  return { ...colours, warnings };
}

/** A network may round features, as ours do; then the other photos of a batch can change the rounding. */
const tolerance = 5e-3;

/** Throws unless the part that is used gives the same answers as the whole exported model. */
async function compare(
  model: ForeignModel,
  part: Uint8Array,
  output: string,
  [, ...photo]: readonly number[],
): Promise<void> {
  const values = photo.reduce((product, length) => product * length, 1);
  const random = createRandom('an exported network');
  const data = Float32Array.from({ length: 2 * values }, () => random.integer(256));
  const run = async (graph: Uint8Array, photos: Float32Array) => {
    const session = await createSession(graph, { engine: 'onnx' });
    const shape = [photos.length / values, ...photo];
    const outputs = await session
      .run({ [model.input.name]: { data: photos, shape } })
      .finally(() => session.close());
    return floatsOf(outputs, output);
  };
  const theirs = await run(model.expose([1, ...photo], [output]), data.slice(0, values));
  const ours = await run(part, data);
  if (!theirs.every(Number.isFinite))
    throw new Error('its answers are not numbers, so its weights are damaged');
  if (ours.length === 2 * theirs.length && theirs.every((value, i) => Math.abs(value - ours[i]!) < tolerance))
    return;
  throw new Error('its answers change with several photos at once, or with a newer operator set');
}
