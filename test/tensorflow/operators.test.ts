import { describe, expect, it } from 'vitest';
import { createSession } from '../../src/inference/create-session.js';
import { type Attribute, Graph, type Tensor } from '../../src/onnx/graph.js';
import { createOperators, type Operators } from '../../src/onnx/operators.js';
import { createRandom } from '../../src/random.js';
import { operators } from '../../src/tensorflow/operators.js';

interface Given {
  graph: Graph;
  ops: Operators;
  /** Values from -2 to 2: [2, 6, 5, 4] as images are, [2, 3, 5]. */
  image: Tensor;
  rows: Tensor;
  /** Random numbers that the model file carries. */
  weight(shape: readonly number[]): Tensor;
  node(operator: string, inputs: readonly Tensor[], attributes?: Record<string, Attribute>): Tensor;
}
type Build = (given: Given) => Tensor;

const same = (operator: string): Build[] => [({ node, image }) => node(operator, [image])];
const positive = (operator: string): Build[] => [
  ({ node, ops, image }) => node(operator, [ops.add(ops.mul(image, image), ops.scalar(0.1))]),
];
/** With an image on either side, with one number for each channel, and without images. */
const pairs = (operator: string, after: (ops: Operators, x: Tensor) => Tensor = (_, x) => x): Build[] => [
  ({ node, ops, image }) => after(ops, node(operator, [image, ops.mul(image, image)])),
  ({ node, ops, image, weight }) => after(ops, node(operator, [image, weight([1, 6, 1, 1])])),
  ({ node, ops, image, weight }) => after(ops, node(operator, [weight([6, 1, 1]), image])),
  ({ node, ops, rows }) => after(ops, node(operator, [rows, ops.scalar(0.5)])),
  ({ node, ops, rows, weight }) => after(ops, node(operator, [weight([4, 1, 3, 1]), rows])),
];
const asFloat = (ops: Operators, x: Tensor) => ops.cast({ ...x, type: 'bool' }, 'float');
const integers = (graph: Graph, name: string, values: readonly number[], shape: readonly number[]) =>
  graph.initializer(name, BigInt64Array.from(values, BigInt), shape);
const indices = (graph: Graph) =>
  integers(graph, 'indices', [0, 4, 1, 1, -1, 3, 2, 2, 2, 2, 2, 1], [2, 3, 2]);
const reductions = (operator: string): Build[] => [
  ({ node, image }) => node(operator, [image], { axes: [1, -1] }),
  ({ node, rows }) => node(operator, [rows], { axes: [1], keepdims: 0 }),
  ({ node, rows }) => node(operator, [rows], { keepdims: 0 }),
];
const convolve =
  (
    [outputs, inputs, height, width]: readonly [number, number, number, number],
    attributes: Record<string, Attribute>,
    bias = true,
  ): Build =>
  ({ node, image, weight }) =>
    node('Conv', [image, weight([outputs, inputs, height, width]), ...(bias ? [weight([outputs])] : [])], {
      kernel_shape: [height, width],
      ...attributes,
    });

const cases: Record<string, Build[]> = {
  Abs: same('Abs'),
  Add: pairs('Add'),
  AveragePool: [
    ({ node, image }) => node('AveragePool', [image], { kernel_shape: [2, 3], strides: [2, 1] }),
    ({ node, image }) => node('AveragePool', [image], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }),
    ({ node, image }) => node('AveragePool', [image], { kernel_shape: [3, 3], auto_pad: 'SAME_UPPER' }),
  ],
  BatchNormalization: [
    ({ node, ops, image, weight }) => {
      const variance = weight([6]);
      return node('BatchNormalization', [
        image,
        weight([6]),
        weight([6]),
        weight([6]),
        ops.mul(variance, variance),
      ]);
    },
  ],
  Cast: [
    ({ ops, image }) => ops.cast(ops.cast(image, 'int32'), 'float'),
    ({ ops, image }) => ops.cast(ops.cast(ops.cast(image, 'bool'), 'int64'), 'float'),
  ],
  Ceil: same('Ceil'),
  Clip: [
    ({ ops, image }) => ops.clip(image, -0.5, 1),
    ({ node, ops, rows }) => node('Clip', [rows, ops.scalar(0)]),
  ],
  Concat: [
    ({ ops, image }) => ops.concat([image, ops.mul(image, image)], 1),
    ({ ops, image, weight }) => ops.concat([weight([2, 6, 5, 4]), image], 2),
    ({ node, rows }) => node('Concat', [rows, rows], { axis: -1 }),
  ],
  Conv: [
    convolve([5, 6, 1, 1], {}),
    convolve([5, 6, 3, 3], { auto_pad: 'SAME_UPPER', strides: [2, 2] }),
    convolve([5, 6, 3, 2], { auto_pad: 'VALID' }, false),
    convolve([5, 6, 3, 3], { pads: [1, 0, 2, 1], dilations: [1, 2] }),
    convolve([6, 1, 3, 3], { group: 6, auto_pad: 'SAME_UPPER' }),
    convolve([12, 1, 3, 3], { group: 6, pads: [1, 1, 1, 1], strides: [2, 2] }),
    convolve([8, 3, 3, 3], { group: 2, pads: [1, 1, 1, 1] }),
    // With the activation that is computed within, alone and beside a use of what it takes.
    (given) => given.ops.relu(convolve([5, 6, 1, 1], {})(given)),
    (given) => given.ops.clip(convolve([6, 1, 3, 3], { group: 6 })(given), 0, 6),
    (given) => given.ops.relu(convolve([8, 3, 3, 3], { group: 2 })(given)),
    (given) => {
      const convolved = convolve([5, 6, 1, 1], {})(given);
      return given.ops.sub(given.ops.relu(convolved), convolved);
    },
  ],
  CumSum: [
    ({ graph, node, rows }) =>
      node('CumSum', [rows, graph.initializer('axis', Int32Array.of(1), [])], { exclusive: 1 }),
    ({ graph, node, rows }) => node('CumSum', [rows, graph.initializer('axis', Int32Array.of(0), [])]),
  ],
  DequantizeLinear: [
    ({ graph, node }) =>
      node('DequantizeLinear', [
        graph.initializer('bytes', Uint8Array.of(0, 7, 128, 255), [4]),
        graph.scalar(0.1),
        graph.byte(128),
      ]),
    ({ graph, node, weight }) =>
      node(
        'DequantizeLinear',
        [graph.initializer('bytes', Int8Array.of(-128, 7, 1, 0, 3, 127), [3, 2, 1, 1]), weight([3])],
        { axis: 0 },
      ),
    // As photos are made into planes: what each byte is short of a value of its channel.
    ({ graph, node, ops, image }) =>
      node(
        'DequantizeLinear',
        [
          ops.cast(ops.add(ops.mul(image, ops.scalar(60)), ops.scalar(125)), 'uint8'),
          graph.initializer('scale', Float32Array.of(-1, -1, -1, 1, 2, 3), [6]),
          graph.initializer('zero', Uint8Array.of(255, 255, 255, 0, 9, 1), [6]),
        ],
        { axis: 1 },
      ),
  ],
  Div: pairs('Div'),
  Erf: same('Erf'),
  Exp: same('Exp'),
  Expand: [
    ({ ops, rows }) => ops.expand(ops.reshape(rows, [2, 3, 1, 5, 1, 1]), [2, 3, 2, 5, 3, 2]),
    ({ node, ops, rows }) => node('Expand', [rows, ops.integers([4, 1, 1, 1])]),
    ({ ops, image }) => ops.expand(ops.slice(image, 1, 0, 1), [2, 3, 5, 4]),
  ],
  Flatten: [
    ({ node, image }) => node('Flatten', [image]),
    ({ node, image }) => node('Flatten', [image], { axis: 2 }),
  ],
  Floor: same('Floor'),
  Gather: [
    ({ graph, node, image }) => node('Gather', [image, integers(graph, 'i', [1, 0, -1], [3])], { axis: 1 }),
    ({ graph, node, rows }) => node('Gather', [rows, indices(graph)], { axis: -1 }),
  ],
  GatherElements: [
    ({ graph, node, rows }) => node('GatherElements', [rows, indices(graph)], { axis: 2 }),
    ({ graph, node, image }) =>
      node('GatherElements', [image, integers(graph, 'i', [0, -1, 5, 2], [2, 1, 2, 1])], { axis: 1 }),
  ],
  Gemm: [
    ({ node, ops, rows, weight }) =>
      node('Gemm', [ops.reshape(rows, [6, 5]), weight([7, 5]), weight([7])], {
        transB: 1,
        alpha: { float: 0.5 },
        beta: { float: 2 },
      }),
    ({ node, ops, rows, weight }) => node('Gemm', [ops.reshape(rows, [6, 5]), weight([6, 3])], { transA: 1 }),
  ],
  GlobalAveragePool: same('GlobalAveragePool'),
  Greater: pairs('Greater', asFloat),
  HardSigmoid: [
    ...same('HardSigmoid'),
    ({ node, rows }) => node('HardSigmoid', [rows], { alpha: { float: 0.5 }, beta: { float: 0.1 } }),
  ],
  HardSwish: same('HardSwish'),
  Identity: same('Identity'),
  LeakyRelu: [...same('LeakyRelu'), ({ node, rows }) => node('LeakyRelu', [rows], { alpha: { float: 0.3 } })],
  Less: pairs('Less', asFloat),
  Log: positive('Log'),
  MatMul: [
    ({ ops, image, weight }) => ops.matmul(image, weight([4, 3])),
    ({ ops, rows, weight }) => ops.matmul(rows, weight([2, 5, 3])),
    ({ ops, rows }) => ops.matmul(ops.transpose(rows, [0, 2, 1]), rows),
    ({ ops, rows, weight }) => ops.matmul(ops.reshape(rows, [6, 5]), weight([5, 2])),
  ],
  Max: pairs('Max'),
  MaxPool: [
    ({ node, image }) => node('MaxPool', [image], { kernel_shape: [2, 2], strides: [2, 2] }),
    ({ node, image }) =>
      node('MaxPool', [image], { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] }),
  ],
  Min: pairs('Min'),
  Mul: pairs('Mul'),
  Neg: same('Neg'),
  Pad: [
    ({ node, ops, image }) => node('Pad', [image, ops.integers([0, 1, 2, 0, 0, 0, 1, 3])]),
    ({ node, ops, rows }) => node('Pad', [rows, ops.integers([1, 0, 2, 0, 0, 0]), ops.scalar(7)]),
  ],
  Pow: [({ node, ops, image }) => node('Pow', [ops.add(ops.relu(image), ops.scalar(0.1)), ops.scalar(2.4)])],
  // Halves go to the even number, and what lies beyond 8 bits to the last of them.
  QuantizeLinear: [
    ({ graph, node, ops, image }) => {
      const halves = ops.mul(node('Round', [ops.mul(image, ops.scalar(20))]), ops.scalar(0.5));
      return ops.cast(node('QuantizeLinear', [halves, ops.scalar(1), graph.byte(12)]), 'float');
    },
    ({ graph, node, ops, image }) => {
      const zero = graph.initializer('zero', Int8Array.of(0), []);
      return ops.cast(node('QuantizeLinear', [image, ops.scalar(0.01), zero]), 'float');
    },
    ({ graph, node, ops, image }) => {
      const scale = graph.initializer('scale', Float32Array.of(0.1, 0.02, 0.03, 0.4, 0.5, 0.6), [6]);
      const zero = graph.initializer('zero', Uint8Array.of(0, 1, 2, 3, 200, 255), [6]);
      return ops.cast(node('QuantizeLinear', [image, scale, zero], { axis: 1 }), 'float');
    },
  ],
  ReduceMax: reductions('ReduceMax'),
  ReduceMean: reductions('ReduceMean'),
  ReduceSum: [
    ({ ops, image }) => ops.sum(image, [1, 3]),
    ({ ops, rows }) => ops.sum(rows, [-1], false),
    ({ ops, rows }) => ops.sum(rows, [0, 1, 2], false),
  ],
  Relu: same('Relu'),
  Reshape: [
    ({ ops, image }) => ops.reshape(image, [-1, 3, 2, 5, 2, 2]),
    ({ node, ops, rows }) => node('Reshape', [rows, ops.integers([0, 5, 3])]),
  ],
  Resize: [
    ...[
      [0.6, 0.5],
      [1.4, 2],
    ].map(
      (scales): Build =>
        ({ graph, node, image }) =>
          node(
            'Resize',
            [
              image,
              { name: '', shape: [], type: 'float' },
              graph.initializer('scales', Float32Array.of(1, 1, ...scales), [4]),
            ],
            { mode: 'linear', coordinate_transformation_mode: 'half_pixel' },
          ),
    ),
  ],
  RoiAlign: [
    // As photos are looked at: a border of zeros, parts within, across the border, and larger than all.
    ({ graph, node, ops, image }) => {
      const padded = node('Pad', [image, ops.integers([0, 0, 1, 1, 0, 0, 1, 1])]);
      const parts = Float32Array.of(1, 1, 4.5, 5.2, -2, -1.5, 4, 3, -9, -9, 20, 20);
      const regions = graph.initializer('regions', parts, [3, 4]);
      return node('RoiAlign', [padded, regions, integers(graph, 'of', [0, 1, 1], [3])], {
        output_height: 4,
        output_width: 3,
        sampling_ratio: 1,
        mode: 'avg',
        coordinate_transformation_mode: 'half_pixel',
      });
    },
  ],
  // Halves go to the even number.
  Round: [
    ({ node, ops, image }) =>
      node('Round', [ops.mul(node('Round', [ops.mul(image, ops.scalar(4))]), ops.scalar(0.5))]),
  ],
  ScatterElements: [
    ({ graph, ops, rows }) => {
      const index = integers(
        graph,
        'i',
        Array.from({ length: 30 }, (_, i) => (i * 7) % 4),
        [2, 15],
      );
      const zeros = ops.mul(ops.slice(ops.reshape(rows, [2, 15]), 1, 0, 4), ops.scalar(3));
      return ops.histogram(ops.reshape(rows, [2, 15]), index, zeros);
    },
    ({ graph, node, rows, weight }) =>
      node('ScatterElements', [rows, indices(graph), weight([2, 3, 2])], { axis: -1, reduction: 'add' }),
  ],
  Sigmoid: same('Sigmoid'),
  Slice: [
    ({ ops, image }) => ops.slice(image, 1, 1, 4),
    ({ ops, image }) => ops.slice(image, 3, 1, 3),
    ({ node, ops, rows }) =>
      node('Slice', [rows, ops.integers([-2, 1]), ops.integers([100, -1]), ops.integers([2, 1])]),
    ({ graph, node, rows }) =>
      node('Slice', [
        rows,
        integers(graph, 'from', [1], [1]),
        integers(graph, 'to', [Number.MAX_SAFE_INTEGER], [1]),
      ]),
  ],
  Softmax: [({ ops, image }) => ops.softmax(image), ({ ops, rows }) => ops.softmax(rows)],
  Softsign: same('Softsign'),
  Sqrt: positive('Sqrt'),
  Squeeze: [
    ({ node, ops, rows }) => node('Squeeze', [ops.sum(rows, [1, 2]), ops.integers([-1])]),
    ({ node, ops, image }) => node('Squeeze', [ops.sum(image, [1, 2])]),
  ],
  Sub: pairs('Sub'),
  Tanh: same('Tanh'),
  Transpose: [
    ({ ops, image }) => ops.transpose(image, [0, 2, 3, 1]),
    ({ ops, image }) => ops.transpose(ops.transpose(image, [0, 3, 1, 2]), [3, 1, 0, 2]),
    ({ node, rows }) => node('Transpose', [rows]),
    ({ ops, image }) => ops.transpose(ops.reshape(image, [2, 3, 2, 5, 2, 2]), [0, 3, 2, 4, 5, 1]),
  ],
  Unsqueeze: [
    ({ node, ops, rows }) => node('Unsqueeze', [rows, ops.integers([0, -1])]),
    ({ node, ops, image }) => node('Unsqueeze', [image, ops.integers([2])]),
  ],
  Where: [
    ({ node, ops, image }) =>
      node('Where', [node('Greater', [image, ops.scalar(0)]), ops.mul(image, image), ops.scalar(7)]),
    ({ node, rows, weight }) => node('Where', [node('Less', [rows, weight([5])]), weight([3, 1]), rows]),
  ],
};

it('every operator has cases', () => {
  expect(Object.keys(cases).sort()).toEqual(Object.keys(operators).sort());
});

describe.each(Object.keys(cases))('%s', (operator) => {
  const builds = (cases[operator] as Build[]).map((build, index) => [index + 1, build] as const);
  it.each(builds)('case %i computes what ONNX Runtime computes', async (_, build) => {
    for (const channelsLast of [false, true]) {
      const random = createRandom(operator);
      const numbers = (count: number) => Float32Array.from({ length: count }, () => random.between(-2, 2));
      const graph = new Graph();
      const ops = createOperators(graph);
      // Where the channels come last, TensorFlow.js holds the image in that order.
      const photo = graph.input('image', 'float', channelsLast ? [2, 5, 4, 6] : [2, 6, 5, 4]);
      let weights = 0;
      const result = build({
        graph,
        ops,
        image: channelsLast ? ops.transpose(photo, [0, 3, 1, 2]) : photo,
        rows: graph.input('rows', 'float', [2, 3, 5]),
        weight(shape) {
          const data = numbers(shape.reduce((product, size) => product * size, 1));
          return graph.initializer(`weight_${weights++}`, data, shape);
        },
        // Shapes matter to no engine before the graph runs.
        node: (name, inputs, attributes = {}) =>
          graph.node(name, inputs, inputs[0]!.shape, attributes, 'float'),
      });
      graph.output('result', { ...result, shape: [-1], type: 'float' });

      const feeds = {
        image: { data: numbers(240), shape: photo.shape },
        rows: { data: numbers(30), shape: [2, 3, 5] },
      };
      const [expected, actual] = await Promise.all(
        (['onnx', 'tensorflow'] as const).map(async (engine) => {
          const session = await createSession(graph.toBytes(), { engine, threads: 1 });
          try {
            return (await session.run(feeds)).result as Float32Array;
          } finally {
            await session.close();
          }
        }),
      );
      expect(actual!.length).toBe(expected!.length);
      expect(Math.max(...expected!.map(Math.abs))).toBeGreaterThan(0);
      for (const [i, value] of expected!.entries()) {
        expect(Math.abs(actual![i]! - value), `number ${i}`).toBeLessThan(
          1e-4 * Math.max(1, Math.abs(value)),
        );
      }
    }
  });
});
