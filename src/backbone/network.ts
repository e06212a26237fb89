import type { Tensor } from '../onnx/graph.js';
import type { Operators } from '../onnx/operators.js';
import type { Taps } from './taps.js';

/** A network for images whose inner maps serve as features. */
export interface Backbone {
  name: string;
  /** What decides its features, for caches; undefined where its projections come with the program. */
  identity: string | undefined;
  /** Side of the square photo that it takes, in pixels. */
  size: number;
  /** Appends the network to a graph; `rgb` is [n, 3, size, size] of 0..255. */
  tap(ops: Operators, rgb: Tensor): Taps;
  /** Appends the network as it is in floats; gives the values whose ranges quantisation has to know, by layer. */
  observe?(ops: Operators, rgb: Tensor): ReadonlyMap<string, Tensor>;
}
