import { basename } from 'node:path';
import { z } from 'zod';
import { convertNetwork } from '../../backbone/convert.js';
import { checkPhotoSide } from '../../backbone/photo-side.js';
import { parseModelJson, readTfjsModel } from '../../backbone/tfjs-model.js';
import { HoneyburstError } from '../../errors.js';
import { Graph } from '../../onnx/graph.js';
import { createOperators } from '../../onnx/operators.js';
import { exportError } from './export-error.js';
import type { ExportFiles } from './export-files.js';
import { parseLabels } from './label-file.js';
import { readManifest } from './manifest.js';
import type { ExportedNetwork, NetworkInput } from './network.js';
import { trainingCrop } from './training-crop.js';

/** The part of Teachable Machine's metadata.json that is used. */
const teachableSchema = z.object({
  labels: z.array(z.string().min(1)).min(2),
  imageSize: z.number().int().positive().optional(),
  packageName: z.string().optional(),
  packageVersion: z.string().optional(),
  tfjsVersion: z.string().optional(),
  tmVersion: z.string().optional(),
  timeStamp: z.string().optional(),
  modelName: z.string().optional(),
});

/**
 * Reads a TensorFlow.js export of Custom Vision. Its metadata_properties.json is the same for every network, so it is
 * not read. Networks of General (compact) take BGR; those that take RGB say so in their model.json.
 */
export function readCustomVisionTfjs(given: ExportFiles): ExportedNetwork {
  const { json, graph, size } = convert(given);
  const { files, place } = given;
  const manifest = readManifest(given);
  const rgb = json.userDefinedMetadata?.['Image.BitmapPixelFormat'] === 'Rgb8';
  return {
    origin: 'custom-vision',
    labels: parseLabels(files.get('labels.txt') as Buffer, place),
    graph,
    input: { ...photo(size), fit: trainingCrop(size), channels: rgb ? 'rgb' : 'bgr', range: '0..255' },
    output: 'probabilities',
    source: { ...manifest, Platform: 'TensorFlow', Flavor: 'TensorFlowJs' },
    warnings: [],
  };
}

/** Metadata of an audio model, which calls its labels otherwise. */
const audioSchema = z.union([
  z.object({ wordLabels: z.array(z.string()) }),
  z.object({ tfjsSpeechCommandsVersion: z.string() }),
]);

const teachableRemedy =
  'only image models can see a finish. Train an Image Project at teachablemachine.withgoogle.com and export it as Tensorflow.js.';

/** Reads an image model of Teachable Machine. Throws a HoneyburstError for a model of poses or sounds. */
export function readTeachableMachine(given: ExportFiles): ExportedNetwork {
  const { files, place } = given;
  const metadata = parseTeachableMetadata(files.get('metadata.json') as Buffer, place);
  const { labels, packageName, imageSize = 224, ...versions } = metadata;
  if (packageName && !packageName.endsWith('/image')) {
    throw exportError(place, `it is a model of ${packageName}: ${teachableRemedy}`);
  }
  const { graph, size } = convert(given, imageSize);
  return {
    origin: 'teachable-machine',
    labels,
    graph,
    input: { ...photo(size), fit: { shorterSide: size }, channels: 'rgb', range: 'x/127-1' },
    output: 'probabilities',
    source: { ...versions, Platform: 'TensorFlow.js' },
    warnings: [],
  };
}

function parseTeachableMetadata(bytes: Buffer, place: string): z.infer<typeof teachableSchema> {
  try {
    const json = JSON.parse(bytes.toString());
    if (audioSchema.safeParse(json).success) {
      throw exportError(place, `it is an audio model of Teachable Machine: ${teachableRemedy}`);
    }
    return teachableSchema.parse(json);
  } catch (cause) {
    if (cause instanceof HoneyburstError) throw cause;
    const what = cause instanceof z.ZodError ? z.prettifyError(cause) : 'it is not JSON';
    throw exportError(place, `its metadata.json is not that of Teachable Machine: ${what}`, cause);
  }
}

function photo(size: number) {
  return { name: 'photo', size, channelsLast: false, padding: 'white' } satisfies Partial<NetworkInput>;
}

function convert({ place, files }: ExportFiles, otherwise?: number) {
  try {
    const json = parseModelJson(files.get('model.json') as Buffer, 'model.json');
    const shards = json.weightsManifest.flatMap((group) => group.paths).map((path) => basename(path));
    const missing = shards.filter((shard) => !files.has(shard));
    if (missing.length > 0) throw exportError(place, `it lacks its weights ${missing.join(', ')}.`);
    const model = readTfjsModel(json, Buffer.concat(shards.map((shard) => files.get(shard) as Buffer)));
    const size = model.size ?? otherwise;
    if (!size) throw exportError(place, 'its network does not say which size of photos it takes.');
    checkPhotoSide(size);
    const ops = createOperators(new Graph());
    const input = ops.graph.input('photo', 'float', [-1, 3, size, size]);
    ops.graph.output('probabilities', convertNetwork(ops, model, input));
    return { json, graph: ops.graph.toBytes(), size };
  } catch (thrown) {
    if (thrown instanceof HoneyburstError && thrown.code === 'export_unusable') throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw exportError(place, reason, thrown);
  }
}
