import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { gradients } from '../../src/onnx/gradient.js';
import { Graph, type Tensor } from '../../src/onnx/graph.js';
import { createOperators, type Operators } from '../../src/onnx/operators.js';
import { createRandom } from '../../src/random.js';

/** Expressions of one [2, 3, 4] input and one [4, 3] matrix, each reduced to a number by weights that differ. */
const expressions: Record<string, (ops: Operators, x: Tensor, w: Tensor) => Tensor> = {
  'add with broadcasting': (ops, x, w) => ops.add(x, ops.sum(ops.transpose(w, [1, 0]), [0])),
  'sub and neg': (ops, x, w) => ops.sub(ops.neg(x), ops.sum(ops.transpose(w, [1, 0]), [0])),
  'mul with itself and a broadcast value': (ops, x) => ops.mul(ops.mul(x, x), ops.sum(x, [1])),
  div: (ops, x) => ops.div(x, ops.add(ops.mul(ops.sum(x, [2]), ops.sum(x, [2])), ops.scalar(1))),
  'sqrt, exp and log': (ops, x) => ops.log(ops.add(ops.sqrt(ops.exp(x)), ops.scalar(1))),
  sigmoid: (ops, x) => ops.sigmoid(x),
  'tanh and relu': (ops, x) => ops.relu(ops.tanh(x)),
  clip: (ops, x) => ops.clip(x, -0.4, 0.7),
  softmax: (ops, x) => ops.softmax(x),
  'matmul with a matrix': (ops, x, w) => ops.matmul(x, w),
  'batched matmul': (ops, x) => ops.matmul(x, ops.transpose(x, [0, 2, 1])),
  'concat and slice': (ops, x, w) =>
    ops.concat([ops.slice(ops.matmul(x, w), 2, 1, 3), ops.slice(x, 2, 0, 2)], 2),
  'expand and reshape': (ops, x) =>
    ops.reshape(ops.expand(ops.reshape(x, [2, 3, 1, 4]), [2, 3, 5, 4]), [2, 3, 20]),
  'weighted histogram': (ops, x) => {
    const index = ops.graph.initializer(
      'index',
      BigInt64Array.from([0, 1, 1, 2, 0, 2, 2, 2, 0, 1, 2, 1, 1, 1, 0, 2, 0, 0, 1, 2, 0, 1, 2, 2], BigInt),
      [2, 12],
    );
    const zeros = ops.graph.initializer('zeros', new Float32Array(6), [2, 3]);
    return ops.sqrt(
      ops.add(
        ops.histogram(ops.mul(ops.reshape(x, [2, 12]), ops.reshape(x, [2, 12])), index, zeros),
        ops.scalar(0.1),
      ),
    );
  },
};

describe('gradients', () => {
  it.each(Object.entries(expressions))('of %s agree with finite differences', async (name, build) => {
    const random = createRandom(name);
    const normal = (count: number) => Float32Array.from({ length: count }, () => random.normal());
    const graph = new Graph();
    const ops = createOperators(graph);
    const x = graph.input('x', 'float', [2, 3, 4]);
    const w = graph.input('w', 'float', [4, 3]);
    const y = build(ops, x, w);
    const size = y.shape.reduce((product, length) => product * length, 1);
    const weights = graph.initializer('weights', normal(size), [size]);
    const flat = ops.mul(ops.reshape(y, [size]), weights);
    // w is always used, so that both gradients exist.
    const loss = ops.add(ops.sum(flat, [0], false), ops.sum(ops.mul(w, w), [0, 1], false));
    const [dx, dw] = gradients(ops, loss, [x, w]) as [Tensor, Tensor];
    graph.output('loss', loss);
    graph.output('dx', dx);
    graph.output('dw', dw);
    const session = await InferenceSession.create(graph.toBytes(), { logSeverityLevel: 3 });
    const run = (a: Float32Array, b: Float32Array) =>
      session.run({ x: new OrtTensor('float32', a, [2, 3, 4]), w: new OrtTensor('float32', b, [4, 3]) });

    const at = { x: normal(24), w: normal(12) };
    const result = await run(at.x, at.w);
    const step = 1e-2;
    for (const [input, output] of [
      ['x', 'dx'],
      ['w', 'dw'],
    ] as const) {
      const gradient = result[output]?.data as Float32Array;
      for (let i = 0; i < gradient.length; i++) {
        const moved = async (by: number) => {
          const next = { ...at, [input]: at[input].slice() };
          (next[input] as Float32Array)[i] = (at[input][i] as number) + by;
          return (await run(next.x, next.w)).loss?.data[0] as number;
        };
        const numeric = ((await moved(step)) - (await moved(-step))) / (2 * step);
        expect(Math.abs((gradient[i] as number) - numeric)).toBeLessThan(
          0.02 * Math.max(1, Math.abs(numeric)),
        );
      }
    }
  });

  it('refuses a value that the loss does not depend on', () => {
    const graph = new Graph();
    const ops = createOperators(graph);
    const x = graph.input('x', 'float', [2]);
    const unused = graph.input('unused', 'float', [2]);
    expect(() => gradients(ops, ops.sum(x, [0], false), [unused])).toThrow('does not depend on unused');
  });
});
