import * as tf from '@tensorflow/tfjs-core';

// The WebAssembly backend slices and joins contiguous runs in JavaScript. If the runs are only a few numbers long, it is
// several times faster to move the last axis to the front and back.
const narrow = 16;

/** tf.slice. */
export function cut(tensor: tf.Tensor, begin: number[], size: number[]): tf.Tensor {
  const last = tensor.rank - 1;
  const runs = last > 0 && size[last]! < narrow && size[last] !== tensor.shape[last];
  if (!runs) return tf.slice(tensor, begin, size);
  return turnBack(tf.slice(turn(tensor), rotate(begin), rotate(size)));
}

/** tf.concat. */
export function join(tensors: readonly tf.Tensor[], axis: number): tf.Tensor {
  const last = (tensors[0] as tf.Tensor).rank - 1;
  const runs = last > 0 && axis === last && tensors.some(({ shape }) => shape[last]! < narrow);
  return runs ? turnBack(tf.concat(tensors.map(turn), 0)) : tf.concat([...tensors], axis);
}

/** As tf.broadcastTo, which computes the place of each number; joining a few copies is faster. */
export function spread(tensor: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const padded = [...Array<number>(shape.length - tensor.rank).fill(1), ...tensor.shape];
  if (shape.some((size, axis) => size !== padded[axis] && size >= narrow))
    return tf.broadcastTo(tensor, [...shape]);
  return shape.reduce<tf.Tensor>(
    (wide, size, axis) => (size === padded[axis] ? wide : join(Array<tf.Tensor>(size).fill(wide), axis)),
    tf.reshape(tensor, padded),
  );
}

function turn(tensor: tf.Tensor): tf.Tensor {
  return tf.transpose(tensor, rotate(tensor.shape.map((_, axis) => axis)));
}

function turnBack(tensor: tf.Tensor): tf.Tensor {
  const [first = 0, ...others] = tensor.shape.map((_, axis) => axis);
  return tf.transpose(tensor, [...others, first]);
}

function rotate(sizes: readonly number[]): number[] {
  return [sizes.at(-1)!, ...sizes.slice(0, -1)];
}
