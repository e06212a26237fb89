import { UsageError } from '../errors.js';
import { sizeOf, type Tensor } from '../onnx/graph.js';
import type { Operators } from '../onnx/operators.js';
import { createLayerConverter } from './convert-layer.js';
import type { Layer, LayerList, Operand } from './layer.js';
import { boundsOf, type Ranges } from './quantisation.js';
import type { FeatureMap } from './taps.js';

export interface ConvertedModel {
  /** Every converted layer by name, laid out NCHW. */
  tensors: ReadonlyMap<string, Tensor>;
  /** Those of them that would be in 8 bits if their range were known. */
  unbounded: ReadonlyMap<string, Tensor>;
  /** What the layers see in the photo, in order. */
  maps: readonly FeatureMap[];
  /** Mean over the last map, [n, c]. */
  features: Tensor;
}

/**
 * Appends a network to an ONNX graph, without the layers of its own classification.
 * `input` is NCHW float in the range that the model was trained for.
 */
export function convertLayers(
  ops: Operators,
  layers: readonly Layer[],
  input: Tensor,
  ranges?: Ranges,
): ConvertedModel {
  const converter = createLayerConverter(ops, input, ranges);
  const tensors = new Map<string, Tensor>();
  const unbounded = new Map<string, Tensor>();
  const maps: FeatureMap[] = [];
  const linear = linearLayers(layers);
  for (const layer of layers) {
    const operands = layer.inputs.map((operand) => converter.operandOf(operand, layer, tensors));
    if (!operands.every((operand) => operand !== undefined)) continue;
    const [x] = operands;
    if (classifies(layer, x !== undefined && converter.isSpatial(x))) continue;
    const tensor = converter.convert(layer, operands);
    tensors.set(layer.name, tensor);
    if (isUnbounded(layer, linear)) unbounded.set(layer.name, tensor);
    if (converter.isSpatial(tensor) && !['input', 'same', 'pad'].includes(layer.kind)) {
      maps.push({ tensor, linear: linear.has(layer), join: isJoin(layer) });
    }
  }
  const last = maps.at(-1);
  if (!last) throw new UsageError('The backbone has no feature maps: name a convolutional network.');
  const average = converter.convert({ name: '', kind: 'globalAverage', inputs: [] }, [last.tensor]);
  return { tensors, unbounded, maps, features: ops.reshape(average, last.tensor.shape.slice(0, 2)) };
}

/** Appends a whole network to an ONNX graph, up to its answer [n, classes]; `input` is as for convertLayers. */
export function convertNetwork(ops: Operators, { layers, output }: LayerList, input: Tensor): Tensor {
  const converter = createLayerConverter(ops, input);
  const tensors = new Map<string, Tensor>();
  for (const layer of layers) {
    const operands = layer.inputs.map((operand) => converter.operandOf(operand, layer, tensors));
    if (!operands.every((operand) => operand !== undefined)) {
      throw new UsageError(`The network's layer ${layer.name} takes what no layer gives: ${layer.inputs}.`);
    }
    tensors.set(layer.name, converter.convert(layer, operands));
  }
  const answer = tensors.get(output);
  if (!answer) throw new UsageError('The network has no output.');
  const { shape } = converter.toMap(answer);
  if (sizeOf(shape.slice(2)) !== 1) {
    throw new UsageError(`The network's output ${output} is a map, not one row for each photo.`);
  }
  return ops.reshape(converter.toMap(answer), shape.slice(0, 2));
}

/**
 * The photo itself, moved into the network's range by constants, stays in floats: its pixel values would lie halfway
 * between two steps, where the last bit decides how they are rounded.
 */
function isUnbounded(layer: Layer, linear: ReadonlySet<Layer>): boolean {
  if (layer.kind === 'activation') return !boundsOf(layer);
  return linear.has(layer) && !hasConstant(layer);
}

/** Whether a layer belongs to the network's own classification, which we replace, as do all that depend on it. */
function classifies(layer: Layer, spatial: boolean): boolean {
  if (layer.kind === 'dense' || layer.kind === 'softmax' || layer.kind === 'globalMaximum') return true;
  return spatial && (layer.kind === 'flatten' || (layer.kind === 'reshape' && layer.shape.length < 3));
}

function isJoin(layer: Layer): boolean {
  if (layer.kind === 'concatenate') return true;
  return layer.kind === 'arithmetic' && layer.operator === 'add' && !hasConstant(layer);
}

function hasConstant({ inputs }: Layer): boolean {
  return inputs.some((operand) => typeof operand !== 'string');
}

/** Convolutions and sums whose result has no normalisation or activation. */
function linearLayers(layers: readonly Layer[]): Set<Layer> {
  const bent = new Set<Operand>();
  for (const layer of layers) {
    const follows = layer.kind === 'activation' || (layer.kind === 'arithmetic' && hasConstant(layer));
    if (follows) for (const operand of layer.inputs) bent.add(operand);
  }
  return new Set(
    layers.filter(({ kind, name }) => (kind === 'convolution' || kind === 'arithmetic') && !bent.has(name)),
  );
}
