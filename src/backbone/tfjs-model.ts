import { UsageError } from '../errors.js';
import { type GraphNode, readGraphLayers } from './graph-model.js';
import type { LayerList } from './layer.js';
import { type KerasModel, readKerasLayers } from './layers-model.js';
import { readWeights, type WeightSpecification } from './weights.js';

/** `model.json` of TensorFlow.js: a graph of TensorFlow operations, or the layers of a Keras model (bare where TensorFlow.js saved it). */
export interface ModelJson {
  modelTopology: { node: GraphNode[] } | { model_config: KerasModel } | KerasModel;
  weightsManifest: { paths: string[]; weights: WeightSpecification[] }[];
  /** Metadata of the exporter. */
  userDefinedMetadata?: Record<string, unknown>;
}

/** Reads either form; `shards` are the concatenated weight files. Throws a UsageError for an unknown layer or operation. */
export function readTfjsModel({ modelTopology, weightsManifest }: ModelJson, shards: Buffer): LayerList {
  const weights = readWeights(
    weightsManifest.flatMap((group) => group.weights),
    shards,
  );
  if ('node' in modelTopology) return readGraphLayers(modelTopology.node, weights);
  return readKerasLayers(
    'model_config' in modelTopology ? modelTopology.model_config : modelTopology,
    weights,
  );
}

/** Parses model.json. Throws a UsageError that names `place` if it is something else. */
export function parseModelJson(bytes: Buffer, place: string): ModelJson {
  let json: Partial<ModelJson> | undefined;
  try {
    json = JSON.parse(bytes.toString());
  } catch (cause) {
    throw new UsageError(`${place} is not JSON: it should be the model.json of a TensorFlow.js model.`, {
      cause,
    });
  }
  const { modelTopology: topology, weightsManifest } = json ?? {};
  const known = topology && ('node' in topology || 'model_config' in topology || 'class_name' in topology);
  if (!known || !Array.isArray(weightsManifest)) {
    throw new UsageError(
      `${place} is not the model.json of a TensorFlow.js model: modelTopology or weightsManifest is missing.`,
    );
  }
  return { ...json, modelTopology: topology, weightsManifest };
}
