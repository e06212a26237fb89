import * as tf from '@tensorflow/tfjs-core';
import type { Operator } from './operator.js';
import { toChannelsLast } from './value.js';

/**
 * RoiAlign with one bilinear sample in the middle of each value's area. The maps need a border of zeros: outside the
 * map TensorFlow's cropAndResize gives 0, as ONNX does.
 */
export const roiAlign: Operator = (node) => {
  const side = [node.number('output_height', 1), node.number('output_width', 1)] as const;
  const known =
    node.number('sampling_ratio', 0) === 1 &&
    node.text('mode', 'avg') === 'avg' &&
    node.text('coordinate_transformation_mode', 'half_pixel') === 'half_pixel';
  if (!known) throw node.unsupported('sampling_ratio');
  return (maps, regions, indices) => {
    const x = toChannelsLast(maps) as tf.Tensor4D;
    const [left, top, right, bottom] = tf.split(regions.tensor as tf.Tensor2D, 4, 1);
    const along = (from: tf.Tensor, to: tf.Tensor, samples: number, length: number) => {
      const step = tf.div(tf.sub(to, from), samples);
      const first = tf.add(tf.sub(from, 0.5), tf.mul(step, 0.5));
      const last = tf.add(first, tf.mul(step, samples - 1));
      return [tf.div(first, length - 1), tf.div(last, length - 1)] as const;
    };
    const [y1, y2] = along(top as tf.Tensor, bottom as tf.Tensor, side[0], x.shape[1]);
    const [x1, x2] = along(left as tf.Tensor, right as tf.Tensor, side[1], x.shape[2]);
    const boxes = tf.concat([y1, x1, y2, x2], 1) as tf.Tensor2D;
    const boxOf = tf.cast(indices.tensor, 'int32') as tf.Tensor1D;
    return { tensor: tf.image.cropAndResize(x, boxes, boxOf, [...side], 'bilinear', 0), channelsLast: true };
  };
};

/** Resizes maps [n, c, h, w] by scales of height and width: bilinear samples, nothing averaged. */
export const resize: Operator = (node) => {
  const [, , rows = 1, columns = 1] = node.constant(2) ?? [];
  const known =
    node.text('mode', 'nearest') === 'linear' &&
    node.text('coordinate_transformation_mode', 'half_pixel') === 'half_pixel' &&
    node.constant(2)?.length === 4;
  if (!known) throw node.unsupported('anything but half_pixel, linear and scales of maps');
  return (maps) => {
    const x = toChannelsLast(maps);
    // In 32 bits, as other engines compute it: 320 * 0.7 is 224.
    const scaled = (size: number, scale: number) => Math.floor(Math.fround(size * scale));
    const side = [scaled(x.shape[1], rows), scaled(x.shape[2], columns)] as [number, number];
    return { tensor: tf.image.resizeBilinear(x, side, false, true), channelsLast: true };
  };
};

/** Sums along an axis. */
export const cumulativeSum: Operator = (node) => {
  const exclusive = node.number('exclusive', 0) === 1;
  const reverse = node.number('reverse', 0) === 1;
  return (x, axis) => ({
    tensor: tf.cumsum(x.tensor, axis.tensor.dataSync()[0]!, exclusive, reverse),
    channelsLast: false,
  });
};
