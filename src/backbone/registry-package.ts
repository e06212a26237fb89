import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readWeights, type Weight, type WeightSpecification } from './weights.js';

/** A node of a TensorFlow graph as JSON. */
export interface GraphNode {
  name: string;
  op: string;
  input?: string[];
  attr?: Record<
    string,
    { s?: string; i?: string | number; list?: { i?: (string | number)[]; s?: string[] } }
  >;
}

export interface TfjsModel {
  topology: { node: GraphNode[] };
  weights: ReadonlyMap<string, Weight>;
}

export interface ModelJson {
  modelTopology: TfjsModel['topology'];
  weightsManifest: { weights: WeightSpecification[] }[];
}

/**
 * The files of a TensorFlow.js model in the npm package nsfwjs (MIT), whose ImageNet-architecture networks
 * serve as feature extractors once their last layers are cut off.
 */
export function readPackagedFiles(name: string): { json: ModelJson; shards: Buffer } {
  const require = createRequire(import.meta.url);
  // The package's own loader uses import(), whose lexer takes ten seconds for a shard: require() takes none.
  const folder = join(dirname(require.resolve(`nsfwjs/models/${name}`)), '../../models', name);
  const shards = readdirSync(folder)
    .filter((file) => file.includes('shard'))
    .sort((a, b) => shardNumber(a) - shardNumber(b))
    .map((file) => Buffer.from(require(join(folder, file)) as string, 'base64'));
  return { json: require(join(folder, 'model.min.js')) as ModelJson, shards: Buffer.concat(shards) };
}

export function readPackagedModel(name: string): TfjsModel {
  const { json, shards } = readPackagedFiles(name);
  const specifications = json.weightsManifest.flatMap((group) => group.weights);
  return { topology: json.modelTopology, weights: readWeights(specifications, shards) };
}

function shardNumber(file: string): number {
  return Number(/shard(\d+)of/.exec(file)?.[1]);
}
