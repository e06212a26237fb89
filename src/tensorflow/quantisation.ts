import * as tf from '@tensorflow/tfjs-core';
import type { Operator, OperatorNode } from './operator.js';
import { alignLayouts, type Value } from './value.js';

/**
 * round(x / scale) + zero point within 8 bits, in floats, which hold such numbers exactly. `least` is the
 * least number of the type, see lower.
 */
export const quantizeLinear: Operator = (node) => {
  const least = node.number('least', 0);
  const spread = spreadAlong(node);
  return (x, scale, zero) => {
    const { tensors, channelsLast } = alignLayouts([x, spread(scale, x), ...(zero ? [spread(zero, x)] : [])]);
    const [values, step, offset = tf.scalar(0)] = tensors as [tf.Tensor, tf.Tensor, tf.Tensor?];
    const rounded = tf.add(tf.round(tf.div(values, step)), tf.cast(offset, 'float32'));
    return { tensor: tf.clipByValue(rounded, least, least + 255), channelsLast };
  };
};

/** (x - zero point) * scale */
export const dequantizeLinear: Operator = (node) => {
  const spread = spreadAlong(node);
  return (x, scale, zero) => {
    const { tensors, channelsLast } = alignLayouts([x, spread(scale, x), ...(zero ? [spread(zero, x)] : [])]);
    const [values, step, offset = tf.scalar(0)] = tensors as [tf.Tensor, tf.Tensor, tf.Tensor?];
    const centred = tf.sub(tf.cast(values, 'float32'), tf.cast(offset, 'float32'));
    return { tensor: tf.mul(centred, step), channelsLast };
  };
};

/** One number for all, or one for each place along the axis of the node. */
function spreadAlong(node: OperatorNode): (numbers: Value, x: Value) => Value {
  const axis = node.number('axis', 1);
  return ({ tensor }, x) => {
    const { rank } = x.tensor;
    const shape = Array<number>(tensor.size === 1 ? 0 : rank).fill(1);
    if (tensor.size > 1) shape[axis < 0 ? axis + rank : axis] = tensor.size;
    return { tensor: tf.reshape(tensor, shape), channelsLast: false };
  };
}
