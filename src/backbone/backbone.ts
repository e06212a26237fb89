import { existsSync, readFileSync } from 'node:fs';
import { UsageError } from '../errors.js';
import { convertLayers } from './convert.js';
import { buildExtractor } from './extractor.js';
import { type InputRange, toInputRange } from './input-range.js';
import type { LayerList } from './layer.js';
import type { Backbone } from './network.js';
import { decodeProjections, type Projections } from './projection.js';
import type { Ranges } from './quantisation.js';
import { readPackagedFiles } from './registry-package.js';
import { type FeatureMap, type Taps, tapBottlenecks, tapStages } from './taps.js';
import { readTfjsModel } from './tfjs-model.js';

interface PackagedBackbone {
  /** Folder in the npm package nsfwjs. */
  entry: string;
  range: InputRange;
  choose(maps: readonly FeatureMap[], size: number): Omit<Taps, 'global'>;
}

/** Feature extractors that come with the program: the networks of the npm package nsfwjs, cut before their last layers. */
const packaged: Record<string, PackagedBackbone> = {
  'mobilenet-v2': { entry: 'mobilenet_v2_mid', range: '0..1', choose: tapBottlenecks },
  'mobilenet-v2-1.0': { entry: 'mobilenet_v2', range: '0..1', choose: tapBottlenecks },
  'inception-v3': { entry: 'inception_v3', range: '0..1', choose: tapStages },
};

export const backboneNames = Object.keys(packaged);
export const defaultBackbone = 'mobilenet-v2';

/**
 * A backbone that comes with the program: in 8 bits if its ranges are known, otherwise in floats; for photos of the
 * side that it was made for, or of `size`. Throws a UsageError on an unknown name.
 */
export function readBackbone(
  name: string,
  { quantised = true, size }: { quantised?: boolean; size?: number } = {},
): Backbone {
  const found = packaged[name];
  if (!found) throw new UsageError(`There is no backbone ${name}; known are: ${backboneNames.join(', ')}.`);
  const { json, shards } = readPackagedFiles(found.entry);
  const model = readTfjsModel(json, shards);
  if (size !== undefined) model.size = size;
  const ranges = quantised ? readRanges(name) : undefined;
  const { range, choose } = found;
  return { ...createTfjsBackbone(name, model, range, { choose, ranges }), identity: undefined };
}

export function createTfjsBackbone(
  name: string,
  { layers, size = 224 }: LayerList,
  range: InputRange,
  { choose = tapStages, ranges }: { choose?: PackagedBackbone['choose']; ranges?: Ranges | undefined } = {},
): Omit<Backbone, 'identity'> {
  return {
    name,
    size,
    tap(ops, rgb) {
      const { maps, features } = convertLayers(ops, layers, toInputRange(ops, rgb, range), ranges);
      return { ...choose(maps, size), global: features };
    },
    observe: (ops, rgb) => convertLayers(ops, layers, toInputRange(ops, rgb, range)).unbounded,
  };
}

/** Projections fitted once on real guitar photos (scripts/fit-extractor.ts), so that embeddings can be cached for good. */
export function readProjections(name: string): Projections {
  return decodeProjections(readFileSync(new URL(`../../data/${name}.projections`, import.meta.url)));
}

/** Finds bodies; learnt once on real guitar photos (scripts/fit-extractor.ts): parameters of an attention, see bodyBox. */
export function readLocator(name: string): Float32Array {
  return decodeLocator(readFileSync(new URL(`../../data/${name}.locator`, import.meta.url)));
}

/** Ranges of the network's values on real guitar photos (scripts/fit-extractor.ts); undefined: it stays in floats. */
function readRanges(name: string): Ranges | undefined {
  const file = new URL(`../../data/${name}.ranges.json`, import.meta.url);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Whether a packaged backbone computes in 8 bits unless floats are asked for. */
export function isQuantised(name: string): boolean {
  return readRanges(name) !== undefined;
}

/** float32, little-endian. */
export function encodeLocator(locator: Float32Array): Uint8Array {
  return new Uint8Array(locator.buffer, locator.byteOffset, locator.byteLength);
}

export function decodeLocator(file: Buffer): Float32Array {
  return new Float32Array(new Uint8Array(file).buffer);
}

/** Built extractors. Building one takes a third of a second, and a server trains and exports many times. */
const extractors = new Map<string, Uint8Array>();

/**
 * The feature extractor of a packaged backbone as ONNX, for serving or, with the look `around`, for training. It
 * returns the same bytes every time; do not write to them. Throws a UsageError on an unknown name.
 */
export function loadExtractor(
  name: string,
  { around = false, quantised = true }: { around?: boolean; quantised?: boolean } = {},
): Uint8Array {
  const key = JSON.stringify([name, around, quantised]);
  let extractor = extractors.get(key);
  if (!extractor) {
    const backbone = readBackbone(name, { quantised });
    extractor = buildExtractor(backbone, readProjections(name), { locator: readLocator(name), around });
    extractors.set(key, extractor);
  }
  return extractor;
}
