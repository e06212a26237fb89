import { Graph, type Tensor } from '../onnx/graph.js';
import { createOperators, type Operators } from '../onnx/operators.js';
import type { Embedding } from './attention.js';
import { toLab } from './colour.js';
import { embeddingScale, embeddingShapes, grid } from './grid.js';
import { bodyBox, cropBox, middleBox, photoSize, scaleBox, shrinkWhole, toPlanes } from './look.js';
import type { Backbone } from './network.js';
import { type Projections, tapNames } from './projection.js';
import { resample } from './resample.js';
import type { Taps } from './taps.js';

type Parts = keyof typeof embeddingShapes;

/** Raw taps of the backbone on the whole photo, for fitting the projections: cells [n,196,c], coarse [n,49,c], global [n,c]. */
export function buildTaps(backbone: Backbone): Uint8Array {
  const ops = createOperators(new Graph());
  const planes = toPlanes(ops, ops.graph.input('pixels', 'uint8', [-1, photoSize, photoSize, 4]));
  const taps = tap(ops, backbone, shrinkWhole(ops, planes, backbone.size));
  for (const name of tapNames) ops.graph.output(name, taps[name]);
  return ops.graph.toBytes();
}

/** Least and greatest value of each layer that `observe` returns, [n] each: on whole photos, and on their middle, closer. */
export function buildRanges({ observe, size }: Backbone): { graph: Uint8Array; layers: string[] } {
  const ops = createOperators(new Graph());
  const planes = toPlanes(ops, ops.graph.input('pixels', 'uint8', [-1, photoSize, photoSize, 4]));
  const crops = [shrinkWhole(ops, planes, size), cropBox(ops, planes, middleBox(ops, planes), size)];
  const looks = crops.map((crop) => observe?.(ops, rgbOf(ops, crop)) ?? new Map<string, Tensor>());
  const layers = [...looks[0]!.keys()];
  for (const layer of layers) {
    for (const extreme of ['Min', 'Max'] as const) {
      const each = looks.map((values) => {
        const x = values.get(layer)!;
        return ops.graph.node(`Reduce${extreme}`, [x], [-1, 1], {
          axes: x.shape.map((_, axis) => axis).slice(1),
          keepdims: 0,
        });
      });
      ops.graph.output(
        `${extreme}/${layer}`,
        ops.concat(
          each.map((x) => ops.reshape(x, [-1, 1])),
          1,
        ),
      );
    }
  }
  return { graph: ops.graph.toBytes(), layers };
}

/**
 * The feature extractor as ONNX: `pixels` uint8 [n,320,320,4] (RGBA, alpha 0 outside the photo) to an embedding of
 * each of k looks at it: `cells` int8 [n,k,196,64], `coarse` int8 [n,k,49,96], `global` int8 [n,k,192] (see
 * embeddingScale) and `colour` int8 [n,k,4,196,16], the planes L * 2.55 - 128, a, b, and 1 where the point lies
 * within the photo. The first look is at the whole photo. With a `locator` a second look is closer, at the
 * body, and `body` float [n,3] says where that is; `around` adds a third one, for training only, which sees more around
 * it. `whole` is the backbone of the first look if that has another size.
 */
export function buildExtractor(
  backbone: Backbone,
  projections: Projections,
  {
    locator,
    around = false,
    whole = backbone,
  }: { locator?: Float32Array; around?: boolean; whole?: Backbone } = {},
): Uint8Array {
  const ops = createOperators(new Graph());
  const planes = toPlanes(ops, ops.graph.input('pixels', 'uint8', [-1, photoSize, photoSize, 4]));
  const closer = (box: Tensor) => embed(ops, backbone, projections, cropBox(ops, planes, box, backbone.size));

  const looks = [embed(ops, whole, projections, shrinkWhole(ops, planes, whole.size))];
  if (locator) {
    const body = bodyBox(ops, looks[0]!, locator);
    looks.push(closer(body));
    if (around) looks.push(closer(scaleBox(ops, body, 1.3)));
    ops.graph.output('body', body);
  }
  for (const part of Object.keys(embeddingShapes) as Parts[]) {
    const each = looks.map((embedding) => ops.reshape(embedding[part], [-1, 1, ...embeddingShapes[part]]));
    ops.graph.output(part, ops.concat(each, 1));
  }
  return ops.graph.toBytes();
}

function embed(ops: Operators, backbone: Backbone, projections: Projections, crop: Tensor): Embedding {
  const { graph, cast, matmul, mul, sub } = ops;
  const taps = tap(ops, backbone, crop);
  const project = (name: (typeof tapNames)[number]) => {
    const { mean, scale, weight } = projections[name];
    const matrix = cast(graph.initializer(`${name}_weight`, weight, [mean.length, scale.length]), 'float');
    // Scaled to the unit that is stored.
    const columns = graph.initializer(
      `${name}_scale`,
      scale.map((value) => value / embeddingScale),
      [scale.length],
    );
    const centre = graph.initializer(`${name}_mean`, mean, [mean.length]);
    return toInt8(ops, matmul(sub(taps[name], centre), mul(matrix, columns)));
  };
  return {
    cells: project('cells'),
    coarse: project('coarse'),
    global: project('global'),
    colour: colourPoints(ops, crop),
  };
}

function tap(ops: Operators, backbone: Backbone, crop: Tensor): Record<keyof Taps, Tensor> {
  const { cells, coarse, global } = backbone.tap(ops, rgbOf(ops, crop));
  const gridded = (maps: readonly Tensor[], side: number) =>
    toCells(
      ops,
      maps.map((map) => resample(ops, map, side)),
    );
  return { cells: gridded(cells, grid.cells), coarse: gridded(coarse, grid.coarse), global };
}

/** The colours of a crop, 0 to 255. */
function rgbOf(ops: Operators, crop: Tensor): Tensor {
  return ops.sub(ops.scalar(255), ops.slice(crop, 1, 0, 3));
}

/** Maps [n, c, h, w] side by side as [n, h * w, sum of c]. */
function toCells(ops: Operators, maps: readonly Tensor[]): Tensor {
  const joined = ops.concat(maps, 1);
  const [batch = -1, channels = 0, height = 0, width = 0] = joined.shape;
  return ops.transpose(ops.reshape(joined, [batch, channels, height * width]), [0, 2, 1]);
}

function colourPoints(ops: Operators, crop: Tensor): Tensor {
  const { graph } = ops;
  const { cells } = grid;
  const small = resample(ops, crop, cells * 4);
  const rgb = ops.transpose(ops.sub(ops.scalar(255), ops.slice(small, 1, 0, 3)), [0, 2, 3, 1]);
  const lab = ops.transpose(toLab(ops, ops.mul(rgb, ops.scalar(1 / 255))), [0, 3, 1, 2]);
  const stored = ops.sub(
    ops.mul(lab, graph.initializer('lab_scale', Float32Array.of(2.55, 1, 1), [1, 3, 1, 1])),
    graph.initializer('lab_shift', Float32Array.of(128, 0, 0), [1, 3, 1, 1]),
  );
  // A point counts if all of it lies within the photo.
  const inside = ops.greater(ops.slice(small, 1, 3, 4), 254);
  const split = ops.transpose(
    ops.reshape(ops.concat([stored, inside], 1), [-1, 4, cells, 4, cells, 4]),
    [0, 1, 2, 4, 3, 5],
  );
  return toInt8(ops, ops.reshape(split, [-1, 4, cells * cells, grid.points]));
}

function toInt8(ops: Operators, x: Tensor): Tensor {
  const rounded = ops.graph.node('Round', [ops.clip(x, -128, 127)], x.shape);
  return ops.cast(rounded, 'int8');
}
