import { Graph, type Tensor } from '../onnx/graph.js';
import { createOperators, type Operators } from '../onnx/operators.js';
import type { Backbone } from './backbone.js';
import { toLab } from './colour.js';
import { type Projections, type Tap, tapNames } from './projection.js';
import { cover, resample } from './resample.js';

/** A photo is seen as 14 x 14 cells, the deepest maps as 7 x 7, colour as 4 x 4 points a cell: whatever the backbone. */
export const grid = { cells: 14, coarse: 7, points: 16 } as const;

/** Width of each part of an embedding after projection. */
export const projected = { cells: 64, coarse: 96, global: 192 } as const;

/** Embeddings are stored as int8: a value v as round(v * 127 / 8), since projections are clipped to +-8. */
export const embeddingScale = 8 / 127;

/** Raw taps of the backbone, for fitting the projections: cells [n,196,c], coarse [n,49,c], global [n,c], float. */
export function buildTaps(backbone: Backbone): Uint8Array {
  const { ops, taps } = tap(backbone);
  for (const name of tapNames) ops.graph.output(name, taps[name]);
  return ops.graph.toBytes();
}

/**
 * The feature extractor as ONNX: `pixels` uint8 [n,size,size,4] (RGBA, alpha 0 outside the photo) to
 * `cells` int8 [n,196,64], `coarse` int8 [n,49,96], `global` int8 [n,192] (see embeddingScale) and
 * `colour` int8 [n,4,196,16], the planes L * 2.55 - 128, a, b, and 1 where the point lies within the photo.
 */
export function buildExtractor(backbone: Backbone, projections: Projections): Uint8Array {
  const { ops, taps, pixels } = tap(backbone);
  const { graph, cast, matmul, mul, sub } = ops;
  for (const name of tapNames) {
    const { mean, scale, weight } = projections[name];
    const matrix = cast(graph.initializer(`${name}_weight`, weight, [mean.length, scale.length]), 'float');
    // Scaled straight to the unit that is stored.
    const columns = graph.initializer(
      `${name}_scale`,
      scale.map((value) => value / embeddingScale),
      [scale.length],
    );
    const centre = graph.initializer(`${name}_mean`, mean, [mean.length]);
    graph.output(name, toInt8(ops, matmul(sub(taps[name], centre), mul(matrix, columns))));
  }
  graph.output('colour', colourPoints(ops, pixels));
  return graph.toBytes();
}

function tap({ size, tap: append }: Backbone): { ops: Operators; taps: Record<Tap, Tensor>; pixels: Tensor } {
  const graph = new Graph();
  const ops = createOperators(graph);
  const pixels = graph.input('pixels', 'uint8', [-1, size, size, 4]);
  const rgb = ops.transpose(ops.cast(ops.slice(pixels, 3, 0, 3), 'float'), [0, 3, 1, 2]);
  const { cells, coarse, global } = append(ops, rgb);
  const gridded = (maps: readonly Tensor[], side: number) =>
    toCells(
      ops,
      maps.map((map) => resample(ops, map, side)),
    );
  return {
    ops,
    pixels,
    taps: {
      cells: gridded(cells, grid.cells),
      coarse: gridded(coarse, grid.coarse),
      global,
    },
  };
}

/** Maps [n, c, h, w] side by side as [n, h * w, sum of c]. */
function toCells(ops: Operators, maps: readonly Tensor[]): Tensor {
  const joined = ops.concat(maps, 1);
  const [batch = -1, channels = 0, height = 0, width = 0] = joined.shape;
  return ops.transpose(ops.reshape(joined, [batch, channels, height * width]), [0, 2, 1]);
}

function colourPoints(ops: Operators, pixels: Tensor): Tensor {
  const { graph } = ops;
  const { cells } = grid;
  const points = cells * 4;
  const planes = ops.transpose(ops.cast(pixels, 'float'), [0, 3, 1, 2]);
  const rgb = ops.transpose(resample(ops, ops.slice(planes, 1, 0, 3), points), [0, 2, 3, 1]);
  const lab = ops.transpose(toLab(ops, ops.mul(rgb, ops.scalar(1 / 255))), [0, 3, 1, 2]);
  const stored = ops.sub(
    ops.mul(lab, graph.initializer('lab_scale', Float32Array.of(2.55, 1, 1), [1, 3, 1, 1])),
    graph.initializer('lab_shift', Float32Array.of(128, 0, 0), [1, 3, 1, 1]),
  );
  // A point counts where all of its pixels lie within the photo.
  const outside = ops.sub(ops.scalar(255), ops.slice(planes, 1, 3, 4));
  const touched = cover(ops, outside, points);
  const all = ops.concat([stored, ops.sub(ops.scalar(1), ops.greater(touched, 127))], 1);
  const split = ops.transpose(ops.reshape(all, [-1, 4, cells, 4, cells, 4]), [0, 1, 2, 4, 3, 5]);
  return toInt8(ops, ops.reshape(split, [-1, 4, cells * cells, grid.points]));
}

function toInt8(ops: Operators, x: Tensor): Tensor {
  const rounded = ops.graph.node('Round', [ops.clip(x, -128, 127)], x.shape);
  return ops.cast(rounded, 'int8');
}
