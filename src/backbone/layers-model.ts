import { convertKerasLayer, type KerasLayer, unsupported } from './keras-layer.js';
import type { Layer, LayerList } from './layer.js';
import type { Weight } from './weights.js';

/** A Keras model in the JSON of Keras 2: https://www.tensorflow.org/js/guide/save_load. */
export interface KerasModel {
  class_name: string;
  config: Members | KerasLayer[];
}

interface Members {
  layers: KerasLayer[];
  /** Absent: the last layer gives the answer. */
  output_layers?: [string, number, number][] | undefined;
}

/** Reads a TensorFlow.js layers model (channels last). Throws a UsageError on an unknown layer. */
export function readKerasLayers(model: KerasModel, weights: ReadonlyMap<string, Weight>): LayerList {
  const layers: Layer[] = [];
  let size: number | undefined;

  /** Appends the layers of a model whose input is `from` (none: the photo); returns the name of its output. */
  const append = (model: Members, from: readonly string[], prefix: string): string => {
    const { layers: members, output_layers: outputs } = model;
    /** Outputs of this model's layers under the names that they have here. */
    const produced = new Map<string, string>();
    let previous: readonly string[] = from;
    for (const layer of members) {
      const name = `${prefix}${layer.config.name}`;
      if (layer.inbound_nodes?.some((node) => !Array.isArray(node)))
        throw unsupported(layer, 'it is in the form of Keras 3');
      if ((layer.inbound_nodes?.length ?? 0) > 1) throw unsupported(layer, 'it is used more than once');
      const sources = layer.inbound_nodes?.[0]?.map(
        ([source]) => produced.get(source) ?? `${prefix}${source}`,
      );
      // The first stated shape is that of the photo.
      size ??= layer.config.batch_input_shape?.[1] ?? undefined;
      const isInput = layer.class_name === 'InputLayer';
      // In a sequential model each layer follows the one before; its first may have no input layer of its own.
      if (!isInput && from.length === 0 && layers.length === 0)
        layers.push({ name: `${name}/input`, kind: 'input', inputs: [] });
      const inputs = sources?.length ? sources : previous.length > 0 ? previous : [`${name}/input`];
      let output = name;
      const { layers: nested, output_layers } = layer.config;
      if (nested) output = append({ layers: nested, output_layers }, inputs, `${name}/`);
      else if (isInput && from.length > 0) output = from[0]!;
      else layers.push(...convertKerasLayer(layer, name, isInput ? [] : inputs, weights));
      produced.set(layer.config.name, output);
      previous = [output];
    }
    const last = outputs?.[0]?.[0];
    return (last === undefined ? undefined : produced.get(last)) ?? previous[0]!;
  };
  const { config } = model;
  const output = append(Array.isArray(config) ? { layers: config } : config, [], '');
  return { layers, size, output };
}
