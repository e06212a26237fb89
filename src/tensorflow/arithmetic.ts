import * as tf from '@tensorflow/tfjs-core';
import { elementTypes } from '../onnx/graph.js';
import type { Operator } from './operator.js';
import { toAxes } from './shape.js';
import { alignLayouts, physicalAxis, toChannelsLast, toPlain } from './value.js';

/** An operator that works on each element alone. */
export const elementwise =
  (apply: (x: tf.Tensor) => tf.Tensor): Operator =>
  () =>
  ({ tensor, channelsLast }) => ({ tensor: apply(tensor), channelsLast });

/** An operator on elements of several tensors that broadcast. */
export const broadcasting =
  (apply: (...tensors: tf.Tensor[]) => tf.Tensor): Operator =>
  () =>
  (...inputs) => {
    const { tensors, channelsLast } = alignLayouts(inputs);
    return { tensor: apply(...tensors), channelsLast };
  };

export const reduction =
  (apply: (x: tf.Tensor, axes: number[] | undefined, keep: boolean) => tf.Tensor): Operator =>
  (node) => {
    const axes = toAxes(node);
    const keep = node.number('keepdims', 1) === 1;
    return (x) => ({ tensor: apply(toPlain(x), axes, keep), channelsLast: false });
  };

export const cast: Operator = (node) => {
  const to = node.number('to', elementTypes.float);
  const types: Record<number, tf.DataType> = {
    [elementTypes.float]: 'float32',
    [elementTypes.uint8]: 'int32',
    [elementTypes.int8]: 'int32',
    [elementTypes.int32]: 'int32',
    [elementTypes.int64]: 'int32',
    [elementTypes.bool]: 'bool',
  };
  const type = types[to];
  if (!type) throw node.unsupported(`the ONNX type ${to}`);
  // The WebAssembly backend casts to bool by cutting numbers down to a byte.
  const convert = (x: tf.Tensor) =>
    type === 'bool' ? tf.notEqual(x, tf.scalar(0, x.dtype)) : tf.cast(x, type);
  return ({ tensor, channelsLast }) => ({ tensor: convert(tensor), channelsLast });
};

export const clip: Operator = (node) => {
  const least = node.constant(1)?.[0] ?? Number.NEGATIVE_INFINITY;
  const most = node.constant(2)?.[0] ?? Number.POSITIVE_INFINITY;
  return ({ tensor, channelsLast }) => ({ tensor: tf.clipByValue(tensor, least, most), channelsLast });
};

export const leakyRelu: Operator = (node) => {
  const slope = node.number('alpha', 0.01);
  return ({ tensor, channelsLast }) => ({ tensor: tf.leakyRelu(tensor, slope), channelsLast });
};

export const hardSigmoid: Operator = (node) => {
  const [alpha, beta] = [node.number('alpha', 0.2), node.number('beta', 0.5)];
  return elementwise((x) => tf.clipByValue(tf.add(tf.mul(x, alpha), beta), 0, 1))(node);
};

/** With fixed statistics, as after training: https://arxiv.org/abs/1502.03167. */
export const batchNormalization: Operator = (node) => {
  const epsilon = node.number('epsilon', 1e-5);
  return (x, scale, shift, mean, variance) => {
    const factor = tf.div(scale.tensor, tf.sqrt(tf.add(variance.tensor, epsilon)));
    const offset = tf.sub(shift.tensor, tf.mul(mean.tensor, factor));
    return { tensor: tf.add(tf.mul(toChannelsLast(x), factor), offset), channelsLast: true };
  };
};

export const softmax: Operator = (node) => {
  const axis = node.number('axis', -1);
  return (x) => {
    const tensor = toPlain(x);
    const last = tensor.rank - 1;
    if (physicalAxis(axis, { tensor, channelsLast: false }) !== last)
      throw node.unsupported('an axis other than the last');
    return { tensor: tf.softmax(tensor), channelsLast: false };
  };
};

/** A plain matrix on the right is applied to all rows of the left at once. */
export const matmul: Operator = () => (a, b) => {
  const [left, right] = [toPlain(a), toPlain(b)];
  if (right.rank > 2 || left.rank === 2) return { tensor: tf.matMul(left, right), channelsLast: false };
  const rows = tf.reshape(left, [-1, left.shape.at(-1)!]);
  const product = tf.matMul(rows, right);
  return {
    tensor: tf.reshape(product, [...left.shape.slice(0, -1), right.shape[1]!]),
    channelsLast: false,
  };
};

/** alpha * A * B + beta * C, either transposed if asked for. */
export const gemm: Operator = (node) => {
  const [alpha, beta] = [node.number('alpha', 1), node.number('beta', 1)];
  const [turnA, turnB] = [node.number('transA', 0) === 1, node.number('transB', 0) === 1];
  return (a, b, c) => {
    const product = tf.mul(tf.matMul(toPlain(a), toPlain(b), turnA, turnB), alpha);
    return { tensor: c ? tf.add(product, tf.mul(toPlain(c), beta)) : product, channelsLast: false };
  };
};
