import * as tf from '@tensorflow/tfjs-core';
import { cut } from './copy.js';
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
      const length = tensor.shape[physical]!;
      // Negative places count from the end; places outside mean the nearest end.
      const place = (value: number) => Math.min(Math.max(value < 0 ? value + length : value, 0), length);
      begin[physical] = place(starts[index]!);
      size[physical] = Math.max(0, place(ends[index]!) - begin[physical]!);
    });
    return { tensor: cut(tensor, begin, size), channelsLast };
  };
};

export const gather: Operator = (node) => {
  const axis = node.number('axis', 0);
  return (x, index) => {
    const tensor = toPlain(x);
    const along = physicalAxis(axis, { tensor, channelsLast: false });
    const size = tensor.shape[along]!;
    const places = toPlain(index)
      .dataSync<'int32'>()
      .map((place) => wrap(place, size));
    return {
      tensor: tf.gather(tensor, tf.tensor(places, index.tensor.shape, 'int32'), along),
      channelsLast: false,
    };
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

/** With the reduction add: values for the same place add up. */
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
  const size = shape[along]!;
  const strides = shape.map((_, at) => shape.slice(at + 1).reduce((product, other) => product * other, 1));
  const given = index.dataSync<'int32'>();
  const places = new Int32Array(given.length);
  const row = index.shape.map(() => 0);
  for (let i = 0; i < places.length; i++) {
    let place = wrap(given[i]!, size) * strides[along]!;
    for (let at = 0; at < row.length; at++) {
      if (at !== along) place += row[at]! * strides[at]!;
    }
    places[i] = place;
    // The next row of the index, like an odometer.
    for (let at = row.length - 1; at >= 0; at--) {
      row[at] = row[at]! + 1;
      if (row[at]! < index.shape[at]!) break;
      row[at] = 0;
    }
  }
  return tf.tensor(places, index.shape, 'int32');
}

/** Indices below 0 count from the end. */
function wrap(index: number, size: number): number {
  return index < 0 ? index + size : index;
}
