import { UsageError } from '../errors.js';
import type { Tensor } from '../onnx/graph.js';

/** A map [n, c, side, side] within a network. */
export interface FeatureMap {
  tensor: Tensor;
  /** The result of a convolution or sum that no activation follows: a linear bottleneck. */
  linear: boolean;
  /** A residual sum or a concatenation, where the branches of a block meet. */
  join: boolean;
}

/** The maps that an embedding is made of, NCHW of any side. */
export interface Taps {
  cells: readonly Tensor[];
  coarse: readonly Tensor[];
  /** [n, c] */
  global: Tensor;
}

/**
 * MobileNetV2: the linear bottlenecks that end each stage, that is each run of blocks with one side and one
 * width (https://arxiv.org/abs/1801.04381); strides 4 to 16 for the cells, stride 32 coarse.
 */
export function tapBottlenecks(maps: readonly FeatureMap[], size: number): Omit<Taps, 'global'> {
  const bottlenecks = maps.filter(({ linear }) => linear).map(({ tensor }) => tensor);
  const stages = bottlenecks.filter((tensor, index) => {
    const next = bottlenecks[index + 1];
    return !next || next.shape[1] !== tensor.shape[1] || next.shape[2] !== tensor.shape[2];
  });
  const within = (least: number, most: number) =>
    stages.filter((tensor) => strideOf(tensor, size) >= least && strideOf(tensor, size) <= most);
  return { cells: within(4, 16), coarse: within(32, 32) };
}

/**
 * Any other network: the last map of strides 8 and 16 for the cells, of stride 32 coarse. If a stage has
 * blocks that end in a sum or a concatenation, it is the last such end, because later maps already belong to the
 * branches of the next stage. Throws a UsageError if the network has no such maps.
 */
export function tapStages(maps: readonly FeatureMap[], size: number): Omit<Taps, 'global'> {
  const lastOf = (stride: number): Tensor[] => {
    const stage = maps.filter(({ tensor }) => strideOf(tensor, size) === stride);
    const last = stage.filter(({ join }) => join).at(-1) ?? stage.at(-1);
    return last ? [last.tensor] : [];
  };
  const cells = [...lastOf(8), ...lastOf(16)];
  const coarse = lastOf(32);
  if (cells.length === 0 || coarse.length === 0) {
    const sides = [...new Set(maps.map(({ tensor }) => tensor.shape[2]))].join(', ') || 'none';
    throw new UsageError(
      `The backbone has no feature maps at 1/16 and 1/32 of its ${size} px (sides found: ${sides}): name a convolutional network.`,
    );
  }
  return { cells, coarse };
}

/** The power of two by which a map is smaller than the photo: 35 x 35 of 299 px count as stride 8. */
function strideOf(tensor: Tensor, size: number): number {
  return 2 ** Math.round(Math.log2(size / tensor.shape[2]!));
}
