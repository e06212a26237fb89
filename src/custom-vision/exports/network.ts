import type { InputRange } from '../../backbone/input-range.js';
import type { PixelFit } from '../../photo/photo.js';

/** What an exported network takes. */
export interface NetworkInput {
  /** In the graph. */
  name: string;
  size: number;
  fit: PixelFit;
  channels: 'rgb' | 'bgr';
  /** `x/127-1`: what Teachable Machine's own library feeds (`capture` in libraries/image/src/utils/tf.ts). */
  range: Exclude<InputRange, 'imagenet'> | 'x/127-1';
  channelsLast: boolean;
  /** Where there is no photo: white like the rest of the square, or below 0. */
  padding: 'white' | 'negative';
}

/** A network that somebody exported, as ONNX, from a photo to a probability for each label. */
export interface ExportedNetwork {
  origin: 'custom-vision' | 'teachable-machine';
  /** In the order of its probabilities. */
  labels: readonly string[];
  graph: Uint8Array;
  input: NetworkInput;
  /** Name of the probabilities in the graph, [n, labels]. */
  output: string;
  /** Where it comes from, for the record. */
  source: Record<string, unknown>;
  warnings: readonly string[];
}
