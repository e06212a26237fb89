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
  | { kind: 'globalMaximum' }
  /** Leaves values as they are: identity, dropout. */
  | { kind: 'same' }
  /** All values of a photo in one row. */
  | { kind: 'flatten' }
  /** In TensorFlow's order of axes, the batch first; -1 is what is left over. */
  | { kind: 'reshape'; shape: readonly number[] }
  | { kind: 'transpose'; order: readonly number[] }
  /** A size of -1 goes to the end. */
  | { kind: 'slice'; from: readonly number[]; size: readonly number[] }
  /** Rows times a matrix [in, out]. */
  | { kind: 'dense'; matrix: NamedWeight; bias?: NamedWeight | undefined }
  | { kind: 'softmax' };

export interface NamedWeight {
  name: string;
  weight: Weight;
}

/**
 * One operation of a network for images, whichever form of TensorFlow.js model it was read from. Layers are
 * listed so that each comes after those it takes its operands from.
 */
export type Layer = { name: string; inputs: readonly Operand[] } & Operation;

/** The layers of one kind. */
export type LayerOf<Kind extends Layer['kind']> = Extract<Layer, { kind: Kind }>;

export interface LayerList {
  layers: readonly Layer[];
  /** Side of the square that the network was made for; undefined: any. */
  size: number | undefined;
  /** The layer that gives the network's answer. */
  output: string;
}
