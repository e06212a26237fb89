import * as tf from '@tensorflow/tfjs-core';
import { join, spread } from './copy.js';
import type { Operator, OperatorNode } from './operator.js';
import { alignLayouts, physicalAxis, toPlain, type Value } from './value.js';

const plain = (tensor: tf.Tensor): Value => ({ tensor, channelsLast: false });

/** Between [n, c, h, w] and [n, h, w, c] no data moves; only the declared order of axes changes. */
export const transpose: Operator = (node) => {
  const given = node.numbers('perm');
  return (x) => {
    const order = given ?? x.tensor.shape.map((_, axis) => x.tensor.rank - 1 - axis);
    if (!x.channelsLast && `${order}` === '0,3,1,2') return { tensor: x.tensor.clone(), channelsLast: true };
    const axes = order.map((axis) => physicalAxis(axis, x));
    return plain(tf.transpose(x.tensor, axes));
  };
};

/** A size of 0 is that of the input, and -1 is the rest. */
export const reshape: Operator = (node) => {
  const shape = node.constant(1) ?? [];
  return (x) => {
    const tensor = toPlain(x);
    return plain(
      tf.reshape(
        tensor,
        shape.map((size, axis) => (size === 0 ? tensor.shape[axis]! : size)),
      ),
    );
  };
};

export const flatten: Operator = (node) => {
  const axis = node.number('axis', 1);
  return (x) => {
    const tensor = toPlain(x);
    const rows = tensor.shape.slice(0, axis).reduce((product, size) => product * size, 1);
    return plain(tf.reshape(tensor, [rows, tensor.size / rows]));
  };
};

export const squeeze: Operator = (node) => {
  const axes = toAxes(node);
  return (x) => plain(tf.squeeze(toPlain(x), axes && positive(axes, x.tensor.rank)));
};

export const unsqueeze: Operator = (node) => {
  const axes = toAxes(node) ?? [];
  return (x) => {
    const shape = [...toPlain(x).shape];
    for (const axis of positive(axes, shape.length + axes.length).sort((a, b) => a - b)) {
      shape.splice(axis, 0, 1);
    }
    return plain(tf.reshape(toPlain(x), shape));
  };
};

export const expand: Operator = (node) => {
  const shape = node.constant(1) ?? [];
  return (x) => {
    const tensor = toPlain(x);
    const target = tf.backend_util.assertAndGetBroadcastShape(tensor.shape, [...shape]);
    return plain(spread(tensor, target));
  };
};

export const concat: Operator = (node) => {
  const axis = node.number('axis', 0);
  return (...parts) => {
    const { tensors, channelsLast } = alignLayouts(parts);
    const tensor = tensors[0] as tf.Tensor;
    return { tensor: join(tensors, physicalAxis(axis, { tensor, channelsLast })), channelsLast };
  };
};

/** With a constant, 0 if none is given. */
export const pad: Operator = (node) => {
  if (node.text('mode', 'constant') !== 'constant') throw node.unsupported('a mode other than constant');
  const widths = node.constant(1) ?? [];
  const value = node.constant(2)?.[0] ?? 0;
  if (widths.some((width) => width < 0)) throw node.unsupported('widths below 0');
  return (x) => {
    const { rank } = x.tensor;
    const sides: [number, number][] = x.tensor.shape.map(() => [0, 0]);
    for (let axis = 0; axis < rank; axis++) {
      sides[physicalAxis(axis, x)] = [widths[axis]!, widths[rank + axis]!];
    }
    return { tensor: tf.pad(x.tensor, sides, value), channelsLast: x.channelsLast };
  };
};

/** Axes are an input in newer versions of an operator, an attribute in older ones. */
export function toAxes(node: OperatorNode): number[] | undefined {
  const axes = node.constant(1) ?? node.numbers('axes');
  return axes && [...axes];
}

function positive(axes: readonly number[], rank: number): number[] {
  return axes.map((axis) => (axis < 0 ? axis + rank : axis));
}
