import onnxProto from 'onnx-proto';
import { Graph } from '../../../src/onnx/graph.js';
import { createOperators } from '../../../src/onnx/operators.js';
import { createRandom } from '../../../src/random.js';

const { onnx } = onnxProto;

export interface OnnxExportOptions {
  labels: readonly string[];
  size?: number;
  /** Made for one photo at a time, as Custom Vision's own are. */
  single?: boolean;
  /** As the converters before 2020 wrote it: a map from label to probability, in operator set 7. */
  old?: boolean;
  metadata?: Readonly<Record<string, string>>;
  seed?: string;
}

export const bgr = { 'Image.BitmapPixelFormat': 'Bgr8', 'Image.NominalPixelRange': 'NominalRange_0_255' };
export const rgb = { ...bgr, 'Image.BitmapPixelFormat': 'Rgb8' };

/** A small network with random weights in the layout of Custom Vision's ONNX export: `data` [n,3,s,s] to probabilities. */
export function onnxNetwork({
  labels,
  size = 32,
  single = true,
  old = false,
  metadata = bgr,
  seed = 'onnx export',
}: OnnxExportOptions): Buffer {
  const random = createRandom(seed);
  const weights = (name: string, shape: number[], scale: number) =>
    graph.initializer(
      name,
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => scale * random.normal()),
      shape,
    );
  const graph = new Graph();
  const ops = createOperators(graph);
  const data = graph.input('data', 'float', [-1, 3, size, size]);
  const side = size / 8;
  const map = graph.node('Conv', [data, weights('kernel', [16, 3, 8, 8], 0.002)], [-1, 16, side, side], {
    kernel_shape: [8, 8],
    strides: [8, 8],
  });
  const pooled = graph.node('GlobalAveragePool', [ops.relu(map)], [-1, 16, 1, 1]);
  const rows = ops.reshape(pooled, [single ? 1 : -1, 16]);
  const logits = ops.matmul({ ...rows, shape: [-1, 16] }, weights('matrix', [16, labels.length], 0.3));
  graph.output('model_output', ops.softmax(logits));

  const model = onnx.ModelProto.decode(graph.toBytes());
  model.metadataProps = Object.entries(metadata).map(([key, value]) => ({ key, value }));
  const { input, output, node } = model.graph!;
  if (single) input![0]!.type!.tensorType!.shape!.dim![0] = { dimValue: 1 };
  if (old) {
    model.opsetImport = [
      { domain: '', version: 7 },
      { domain: 'ai.onnx.ml', version: 1 },
    ];
    // The answer along the second axis, as it was by default.
    for (const { opType, attribute } of node!) if (opType === 'Softmax') attribute!.length = 0;
    const { STRINGS } = onnx.AttributeProto.AttributeType;
    const strings = labels.map((label) => new TextEncoder().encode(label));
    node!.push({
      opType: 'ZipMap',
      domain: 'ai.onnx.ml',
      input: ['model_output'],
      output: ['loss'],
      attribute: [{ name: 'classlabels_strings', type: STRINGS, strings }],
    });
    output!.splice(0, 1, {
      name: 'loss',
      type: {
        sequenceType: {
          elemType: { mapType: { keyType: 8, valueType: { tensorType: { elemType: 1 } } } },
        },
      },
    });
  }
  return Buffer.from(onnx.ModelProto.encode(model).finish());
}

/** The files of such an export, as Custom Vision packs them. */
export function onnxExport(options: OnnxExportOptions, manifest: object = {}): Map<string, Buffer> {
  return new Map([
    ['model.onnx', onnxNetwork(options)],
    ['labels.txt', Buffer.from(options.labels.join('\r\n'))],
    [
      'cvexport.manifest',
      Buffer.from(
        JSON.stringify({
          DomainType: 'Classification',
          Platform: 'ONNX',
          Flavor: null,
          ExporterVersion: '2.0',
          IterationId: 'cedbe897-b4b0-4b13-ac1d-bf824ecca388',
          ModelFileName: 'model.onnx',
          ...manifest,
        }),
      ),
    ],
    // It says so whatever the network takes.
    [
      'metadata_properties.json',
      Buffer.from('{"Image.BitmapPixelFormat": "Rgb8", "Image.NominalPixelRange": "Normalized_0_1"}'),
    ],
  ]);
}
