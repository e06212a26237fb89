import type { InputRange } from '../../backbone/input-range.js';
import type { PixelFit } from '../../photo/photo.js';

/** The photos that an exported network takes. */
export interface NetworkInput {
  /** The name of the input in the graph. */
  name: string;
  size: number;
  fit: PixelFit;
  channels: 'rgb' | 'bgr';
  /** The values of a pixel. Teachable Machine's own library feeds `x/127-1` (`capture` in libraries/image/src/utils/tf.ts). */
  range: Exclude<InputRange, 'imagenet'> | 'x/127-1';
  channelsLast: boolean;
  /** The values outside the photo: white, or below 0. */
  padding: 'white' | 'negative';
}

/** An exported network as ONNX, which takes a photo and gives a probability for each label. */
export interface ExportedNetwork {
  origin: 'custom-vision' | 'teachable-machine';
  /** The labels, in the order of the probabilities. */
  labels: readonly string[];
  graph: Uint8Array;
  input: NetworkInput;
  /** The name of the probabilities in the graph, [n, labels]. */
  output: string;
  /** The origin of the network, for the record. */
  source: Record<string, unknown>;
  warnings: readonly string[];
}
