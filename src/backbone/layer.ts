import type { Weight } from './weights.js';

/** As TensorFlow pads: `same` keeps ceil(side / stride), with the odd row at the end; `valid` adds nothing. */
export type Padding = 'same' | 'valid';
export type Pair = readonly [rows: number, columns: number];

/** Output of another layer, or constants: one for all channels or one for each. */
export type Operand = string | Float32Array;

export type Activation = 'relu' | 'sigmoid' | 'tanh' | 'swish';

type Operation =
  | { kind: 'input' }
  | {
      kind: 'convolution';
      /** [height, width, in, out]; depthwise: [height, width, in, multiplier]. */
      kernel: NamedWeight;
      depthwise: boolean;
      bias?: NamedWeight | undefined;
      strides: Pair;
      dilations: Pair;
      padding: Padding;
    }
  | { kind: 'arithmetic'; operator: 'add' | 'sub' | 'mul' }
  | { kind: 'concatenate' }
  /** `most` bounds a relu from above. */
  | { kind: 'activation'; activation: Activation; most?: number | undefined }
  | { kind: 'pad'; rows: readonly [number, number]; columns: readonly [number, number] }
  | { kind: 'pool'; pool: 'max' | 'average'; window: Pair; strides: Pair; padding: Padding }
  | { kind: 'globalAverage' }
  /** Leaves values as they are: identity, dropout. */
  | { kind: 'same' }
  /** Drops the two spatial axes. */
  | { kind: 'flatten' }
  /** A layer of the network's own classification, which we replace; so is all that depends on it. */
  | { kind: 'answer' };

export interface NamedWeight {
  name: string;
  weight: Weight;
}

/**
 * One operation of a network for images, whichever form of TensorFlow.js model it was read from. Layers are
 * listed so that each comes after those it takes its operands from.
 */
export type Layer = { name: string; inputs: readonly Operand[] } & Operation;

/** A network as layers, with the side of the square that it was made for; undefined: any. */
export interface LayerList {
  layers: readonly Layer[];
  size: number | undefined;
}
