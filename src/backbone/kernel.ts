import type { Padding, Pair } from './layer.js';
import type { Weight } from './weights.js';

/** Height and width of the result of a window that slides over a map. */
export function slide([height, width]: Pair, window: Pair, strides: Pair, padding: Padding): Pair {
  const size = (whole: number, extent: number, stride: number) =>
    padding === 'same' ? Math.ceil(whole / stride) : Math.floor((whole - extent) / stride) + 1;
  return [size(height, window[0], strides[0]), size(width, window[1], strides[1])];
}

/** What `same` adds, as ONNX states it: at the top, left, bottom and right. */
export function samePads([height, width]: Pair, window: Pair, strides: Pair): number[] {
  const total = (whole: number, extent: number, stride: number) =>
    Math.max(0, (Math.ceil(whole / stride) - 1) * stride + extent - whole);
  const [rows, columns] = [total(height, window[0], strides[0]), total(width, window[1], strides[1])];
  return [Math.floor(rows / 2), Math.floor(columns / 2), Math.ceil(rows / 2), Math.ceil(columns / 2)];
}

/** ONNX's name for a padding. */
export function autoPad(padding: Padding): string {
  return padding === 'same' ? 'SAME_UPPER' : 'VALID';
}

/** TensorFlow's [height, width, in, out] as ONNX's [out, in, height, width]; depthwise: [in * multiplier, 1, h, w]. */
export function toOutputFirst(weight: Weight, depthwise: boolean): Weight {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = weight.shape;
  const [from, to] = depthwise ? [1, inputs * outputs] : [inputs, outputs];
  const data = weight.data.slice();
  let index = 0;
  for (let o = 0; o < to; o++)
    for (let i = 0; i < from; i++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) data[index++] = weight.data[((y * width + x) * from + i) * to + o]!;
  return { ...weight, data };
}
