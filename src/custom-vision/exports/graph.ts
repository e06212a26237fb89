import { toInputRange } from '../../backbone/input-range.js';
import { bodyShare } from '../../classifier/head-graph.js';
import { headOutputs } from '../../classifier/head-outputs.js';
import { Graph, type Tensor } from '../../onnx/graph.js';
import { createOperators, type Operators } from '../../onnx/operators.js';
import type { ExportSet } from './export-set.js';
import type { Labelling } from './labelling.js';
import type { Meaning } from './meaning.js';
import type { NetworkInput } from './network.js';

/** Added to each family, so that a photo in which no family is seen gives equal shares and no division by zero. */
const least = 1e-9;

/**
 * Builds a feature extractor from exported networks. Its input is `pixels`, uint8 [n, s, s, 4] (RGBA). Its outputs are
 * `probabilities_0` [n, labels] of the root network, then `probabilities_1` and so on of the networks of the families.
 */
export function buildExtractor({ root, within }: ExportSet): Uint8Array {
  const ops = createOperators(new Graph());
  const { size } = root.input;
  const pixels = ops.graph.input('pixels', 'uint8', [-1, size, size, 4]);
  for (const [index, { graph, input, output }] of [root, ...within.values()].entries()) {
    const photo = toPhoto(ops, pixels, input);
    const outputs = ops.graph.include(graph, `network_${index}/`, { [input.name]: photo });
    ops.graph.output(`probabilities_${index}`, outputs[output] as Tensor);
  }
  return ops.graph.toBytes();
}

function toPhoto(
  ops: Operators,
  pixels: Tensor,
  { channels, range, channelsLast, padding }: NetworkInput,
): Tensor {
  const planes = ops.transpose(ops.cast(pixels, 'float'), [0, 3, 1, 2]);
  const plane = (index: number) => ops.slice(planes, 1, index, index + 1);
  let photo = channels === 'rgb' ? ops.slice(planes, 1, 0, 3) : ops.concat([2, 1, 0].map(plane), 1);
  photo =
    range === 'x/127-1'
      ? ops.sub(ops.mul(photo, ops.scalar(1 / 127)), ops.scalar(1))
      : toInputRange(ops, photo, range);
  if (padding === 'negative') {
    const inside = ops.greater(plane(3), 127);
    // Values become -1 outside the photo.
    photo = ops.sub(ops.mul(ops.add(photo, ops.scalar(1)), inside), ops.scalar(1));
  }
  return channelsLast ? ops.transpose(photo, [0, 2, 3, 1]) : photo;
}

/**
 * Builds the head that turns the outputs of `buildExtractor` into the scores of families and finishes, and into
 * `body_share` [n]. If a family has a network of its own, the score of a finish is P(family) x P(finish | family). The
 * probability of labels that mean "no guitar" lowers the body share; the families share the rest in proportion.
 */
export function buildHead({ root, within, families, finishes }: Labelling): Uint8Array {
  const ops = createOperators(new Graph());
  const { graph, add, div, mul, matmul, scalar } = ops;
  /** The probabilities of a network, scaled so that they sum to 1: those of a multilabel network do not. */
  const input = (index: number, labels: number): Tensor => {
    const given = graph.input(`probabilities_${index}`, 'float', [-1, labels]);
    return div(given, ops.clip(ops.sum(given, [1]), least, labels));
  };
  const matrix = (
    name: string,
    meanings: readonly Meaning[],
    columns: number,
    of: (m: Meaning) => number,
  ): Tensor => {
    const values = new Float32Array(meanings.length * columns);
    for (const [row, meaning] of meanings.entries()) {
      const column = of(meaning);
      if (column >= 0) values[row * columns + column] = 1;
    }
    return graph.initializer(name, values, [meanings.length, columns]);
  };
  const familyOf = ({ family }: Meaning) => (family === undefined ? -1 : families.indexOf(family));
  const finishOf = ({ finish }: Meaning) => finishes.findIndex(({ slug }) => slug === finish);

  const all = input(0, root.length);
  const mass = matmul(all, matrix('families_of_labels', root, families.length, familyOf));
  const seen = ops.sum(mass, [1]);
  const whole = add(seen, scalar(least * families.length));
  const familyScores = div(add(mass, scalar(least)), whole);
  const finishScores = (): Tensor => {
    // Some engines cannot multiply by an empty matrix.
    if (finishes.length === 0) return ops.slice(familyScores, 1, 0, 0);
    const named = root.map((meaning) => (meaning.family && within.has(meaning.family) ? {} : meaning));
    const flat = div(matmul(all, matrix('finishes_0', named, finishes.length, finishOf)), whole);
    return [...within].reduce((sum, [family, meanings], index) => {
      const column = families.indexOf(family);
      const conditional = matmul(
        input(index + 1, meanings.length),
        matrix(`finishes_${index + 1}`, meanings, finishes.length, finishOf),
      );
      return add(sum, mul(ops.slice(familyScores, 1, column, column + 1), conditional));
    }, flat);
  };
  graph.output(headOutputs.coarse, familyScores);
  graph.output(headOutputs.fine, finishScores());
  graph.output(headOutputs.bodyShare, mul(bodyShare(ops, familyScores), ops.reshape(seen, [-1])));
  return graph.toBytes();
}
