import * as tf from '@tensorflow/tfjs-core';
import type { Operator, OperatorNode } from './operator.js';
import { toChannelsLast } from './value.js';

type Padding = 'same' | 'valid' | tf.backend_util.ExplicitPadding;

/**
 * Conv as `lower` leaves it: its kernel in TensorFlow's order [h, w, in / groups, out] and its activation as an
 * attribute. One matrix for all channels, one for each channel (depthwise), or groups each on their own.
 */
export const convolution: Operator = (node) => {
  const groups = node.number('group', 1);
  const common = {
    strides: pair(node.numbers('strides')),
    dilations: pair(node.numbers('dilations')),
    pad: toPadding(node),
    activation: node.text('activation', 'linear') as 'linear' | 'relu' | 'relu6',
  };
  return (input, kernel, bias) => {
    const x = toChannelsLast(input);
    const filter = kernel.tensor as tf.Tensor4D;
    const [height, width, depth, outputs] = filter.shape;
    let tensor: tf.Tensor;
    if (groups === 1) {
      tensor = tf.fused.conv2d({ x, filter, ...common, ...(bias && { bias: bias.tensor }) });
    } else if (depth === 1 && groups === x.shape[3]) {
      const depthwise: tf.Tensor4D = tf.reshape(filter, [height, width, groups, outputs / groups]);
      // The types lack explicit padding, but it works as in conv2d.
      const padded = { ...common, pad: common.pad as 'same' };
      tensor = tf.fused.depthwiseConv2d({
        x,
        filter: depthwise,
        ...padded,
        ...(bias && { bias: bias.tensor }),
      });
    } else {
      const filters = tf.split<tf.Tensor4D>(filter, groups, 3);
      const biases = bias && tf.split(bias.tensor, groups);
      const parts = tf.split<tf.Tensor4D>(x, groups, 3).map((part, group) =>
        tf.fused.conv2d({
          x: part,
          filter: filters[group] as tf.Tensor4D,
          ...common,
          ...(biases && { bias: biases[group] as tf.Tensor }),
        }),
      );
      tensor = tf.concat(parts, 3);
    }
    return { tensor, channelsLast: true };
  };
};

export const averagePool: Operator = (node) => {
  const window = toWindow(node);
  if (node.number('count_include_pad', 0) !== 0 && window.pad !== 'valid')
    throw node.unsupported('count_include_pad');
  return (x) => ({
    tensor: tf.avgPool(toChannelsLast(x), window.size, window.strides, window.pad),
    channelsLast: true,
  });
};

export const maxPool: Operator = (node) => {
  const window = toWindow(node);
  return (x) => ({
    tensor: tf.maxPool(toChannelsLast(x), window.size, window.strides, window.pad),
    channelsLast: true,
  });
};

export const globalAveragePool: Operator = () => (x) => ({
  tensor: tf.mean(toChannelsLast(x), [1, 2], true),
  channelsLast: true,
});

function toWindow(node: OperatorNode) {
  if (node.number('ceil_mode', 0) !== 0) throw node.unsupported('ceil_mode');
  if (node.numbers('dilations')?.some((step) => step !== 1)) throw node.unsupported('dilations');
  return {
    size: pair(node.numbers('kernel_shape')),
    strides: pair(node.numbers('strides')),
    pad: toPadding(node),
  };
}

function toPadding(node: OperatorNode): Padding {
  const kind = node.text('auto_pad', 'NOTSET');
  if (kind === 'SAME_UPPER') return 'same';
  if (kind !== 'VALID' && kind !== 'NOTSET') throw node.unsupported(`auto_pad ${kind}`);
  const [top = 0, left = 0, bottom = 0, right = 0] = node.numbers('pads') ?? [];
  if (top + left + bottom + right === 0) return 'valid';
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

function pair([vertical = 1, horizontal = 1]: readonly number[] = []): [number, number] {
  return [vertical, horizontal];
}
