import { Graph, type Tensor } from '../../src/onnx/graph.js';
import { createOperators } from '../../src/onnx/operators.js';
import { createRandom } from '../../src/random.js';

/** A network with random weights for photos of 64 px: maps of 32, 16, 8, 4 and 2, one residual sum. */
export function tinyNetwork({ channelsLast = false, strides = 5 } = {}): Uint8Array {
  const random = createRandom('tiny network');
  const graph = new Graph();
  const ops = createOperators(graph);
  const shape = channelsLast ? [-1, 64, 64, 3] : [-1, 3, 64, 64];
  const input = graph.input('photo', 'float', shape);
  const convolve = (x: Tensor, name: string, outputs: number, stride: number): Tensor => {
    const [batch = -1, inputs = 0, side = 0] = x.shape;
    const weight = Float32Array.from(
      { length: outputs * inputs * 9 },
      () => random.normal() / Math.sqrt(inputs * 9),
    );
    const kernel = graph.initializer(name, weight, [outputs, inputs, 3, 3]);
    return graph.node('Conv', [x, kernel], [batch, outputs, side / stride, side / stride], {
      kernel_shape: [3, 3],
      strides: [stride, stride],
      pads: stride === 2 ? [0, 0, 1, 1] : [1, 1, 1, 1],
    });
  };
  let x = channelsLast ? ops.transpose(input, [0, 3, 1, 2]) : input;
  for (let i = 1; i <= strides; i++) x = ops.relu(convolve(x, `kernel_${i}`, 4 + 4 * i, 2));
  x = ops.add(x, convolve(x, 'kernel_residual', x.shape[1] as number, 1));
  graph.output('answer', ops.sum(x, [2, 3], false));
  return graph.toBytes();
}
