import * as tf from '@tensorflow/tfjs-core';

/**
 * A tensor of an ONNX graph as TensorFlow.js holds it; int64, int8 and uint8 are held as int32.
 * TensorFlow.js convolves [n, h, w, c] only: ONNX's [n, c, h, w] stays in that order from one convolution
 * to the next, which saves transposing it around each of them.
 */
export interface Value {
  readonly tensor: tf.Tensor;
  /** Whether ONNX's axes [n, c, h, w] lie in the order [n, h, w, c]. */
  readonly channelsLast: boolean;
}

/** Where each of ONNX's axes lies in a tensor with its channels last. */
const axisInChannelsLast = [0, 3, 1, 2] as const;

/** In the order of axes that ONNX means. */
export function toPlain({ tensor, channelsLast }: Value): tf.Tensor {
  return channelsLast ? tf.transpose(tensor, [...axisInChannelsLast]) : tensor;
}

/** [n, c, h, w] with its channels last; fewer axes count as [.., c, h, w] with axes of 1 before them. */
export function toChannelsLast({ tensor, channelsLast }: Value): tf.Tensor4D {
  if (channelsLast) return tensor as tf.Tensor4D;
  const padded = [...Array<number>(4 - tensor.rank).fill(1), ...tensor.shape];
  return tf.transpose(
    tf.reshape<tf.Rank.R4>(tensor, padded as [number, number, number, number]),
    [0, 2, 3, 1],
  );
}

/** Brings values into one order of axes, in which they broadcast as in ONNX: channels last if any value has them last. */
export function alignLayouts(values: readonly Value[]): { tensors: tf.Tensor[]; channelsLast: boolean } {
  const channelsLast =
    values.some((value) => value.channelsLast) && values.every(({ tensor }) => tensor.rank <= 4);
  const tensors = values.map((value) => {
    if (!channelsLast) return toPlain(value);
    return value.tensor.size === 1 ? value.tensor : toChannelsLast(value);
  });
  return { tensors, channelsLast };
}

/** Where an axis of ONNX, counted from the end if negative, lies in a tensor of that rank. */
export function physicalAxis(axis: number, { tensor, channelsLast }: Value): number {
  const counted = axis < 0 ? axis + tensor.rank : axis;
  return channelsLast ? axisInChannelsLast[counted]! : counted;
}
