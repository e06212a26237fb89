import * as tf from '@tensorflow/tfjs-core';
import type { Operator } from './operator.js';
import { physicalAxis, toPlain } from './value.js';

export const slice: Operator = (node) => {
  const starts = node.constant(1) ?? [];
  const ends = node.constant(2) ?? [];
  const axes = node.constant(3) ?? starts.map((_, axis) => axis);
  if (node.constant(4)?.some((step) => step !== 1)) throw node.unsupported('steps other than 1');
  return (x) => {
    const { tensor, channelsLast } = x;
    const begin = tensor.shape.map(() => 0);
    const size = [...tensor.shape];
    axes.forEach((axis, index) => {
      const physical = physicalAxis(axis, x);
      const length = tensor.shape[physical] as number;
      // Negative places count from the end; those outside mean the nearest end.
      const place = (value: number) => Math.min(Math.max(value < 0 ? value + length : value, 0), length);
      begin[physical] = place(starts[index] as number);
      size[physical] = Math.max(0, place(ends[index] as number) - (begin[physical] as number));
    });
    return { tensor: cut(tensor, begin, size), channelsLast };
  };
};

/**
 * tf.slice. The WebAssembly backend copies in JavaScript, run by run of what lies together: where such runs
 * are a few numbers only, it is quicker to turn the last axis to the front and back.
 */
function cut(tensor: tf.Tensor, begin: number[], size: number[]): tf.Tensor {
  const last = tensor.rank - 1;
  const narrow = last > 0 && (size[last] as number) < 16 && size[last] !== tensor.shape[last];
  if (!narrow) return tf.slice(tensor, begin, size);
  const turn = <T>(sizes: readonly T[]) => [sizes[last] as T, ...sizes.slice(0, last)];
  const axes = size.map((_, axis) => axis);
  const piece = tf.slice(tf.transpose(tensor, turn(axes)), turn(begin), turn(size));
  return tf.transpose(piece, [...axes.slice(1), 0]);
}

export const gather: Operator = (node) => {
  const axis = node.number('axis', 0);
  return (x, index) => {
    const tensor = toPlain(x);
    const along = physicalAxis(axis, { tensor, channelsLast: false });
    const places = fromStart(toPlain(index), tensor.shape[along] as number);
    return { tensor: tf.gather(tensor, places, along), channelsLast: false };
  };
};

export const gatherElements: Operator = (node) => {
  const axis = node.number('axis', 0);
  return (x, index) => {
    const tensor = toPlain(x);
    const places = flatPlaces(tensor.shape, toPlain(index), axis);
    return { tensor: tf.gather(tf.reshape(tensor, [-1]), places), channelsLast: false };
  };
};

/** With the reduction add: values that fall on one place add up. */
export const scatterElements: Operator = (node) => {
  const axis = node.number('axis', 0);
  if (node.text('reduction', 'none') !== 'add') throw node.unsupported('a reduction other than add');
  return (x, index, updates) => {
    const tensor = toPlain(x);
    const places = tf.reshape(flatPlaces(tensor.shape, toPlain(index), axis), [-1, 1]);
    const added = tf.scatterND(places, tf.reshape(toPlain(updates), [-1]), [tensor.size]);
    return { tensor: tf.add(tensor, tf.reshape(added, tensor.shape)), channelsLast: false };
  };
};

/** Where the elements that `index` points at along an axis lie in a tensor of `shape` read as one row. */
function flatPlaces(shape: readonly number[], index: tf.Tensor, axis: number): tf.Tensor {
  const along = axis < 0 ? axis + shape.length : axis;
  const strides = shape.map((_, at) => shape.slice(at + 1).reduce((product, size) => product * size, 1));
  let places = tf.mul(fromStart(index, shape[along] as number), integer(strides[along] as number));
  // Every other axis of the index counts its own rows.
  index.shape.forEach((size, at) => {
    if (at === along || size === 1) return;
    const own = Int32Array.from({ length: size }, (_, row) => row * (strides[at] as number));
    const broadcast = index.shape.map((_, other) => (other === at ? size : 1));
    places = tf.add(places, tf.tensor(own, broadcast, 'int32'));
  });
  return places;
}

/** Indices below 0 count from the end. */
function fromStart(index: tf.Tensor, size: number): tf.Tensor {
  return tf.where(tf.less(index, integer(0)), tf.add(index, integer(size)), index);
}

function integer(value: number): tf.Scalar {
  return tf.scalar(value, 'int32');
}
