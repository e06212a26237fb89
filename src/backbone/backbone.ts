import { readFileSync } from 'node:fs';
import { UsageError } from '../errors.js';
import { buildExtractor } from './extractor.js';
import { decodeProjections, type Projections } from './projection.js';
import { readPackagedModel, type TfjsModel } from './registry-package.js';

/** Feature extractors that come with the program: the networks of the npm package nsfwjs, cut before their last layers. */
const packaged: Record<string, string> = { 'mobilenet-v2': 'mobilenet_v2_mid' };

export const backboneNames = Object.keys(packaged);
export const defaultBackbone = 'mobilenet-v2';

export function readBackbone(name: string): TfjsModel {
  const entry = packaged[name];
  if (!entry) throw new UsageError(`There is no backbone ${name}; known are: ${backboneNames.join(', ')}.`);
  return readPackagedModel(entry);
}

/** Projections fitted once on real guitar photos (scripts/fit-projections.js), so that embeddings can be cached for good. */
export function readProjections(name: string): Projections {
  return decodeProjections(readFileSync(new URL(`../../data/${name}.projections`, import.meta.url)));
}

/** The feature extractor of a packaged backbone as ONNX; the same bytes every time. Throws a UsageError on an unknown name. */
export function loadExtractor(name: string): Uint8Array {
  return buildExtractor(readBackbone(name), readProjections(name));
}
