import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  decodeLocator,
  encodeLocator,
  isQuantised,
  readBackbone,
  readLocator,
  readProjections,
} from '../../backbone/backbone.js';
import { buildExtractor } from '../../backbone/extractor.js';
import type { Backbone } from '../../backbone/network.js';
import { decodeProjections, encodeProjections, type Projections } from '../../backbone/projection.js';
import { sha256 } from '../../classifier/model-folder.js';
import { createRandom } from '../../random.js';
import { writeWholeFile } from '../../write-file.js';
import type { LabelledPhoto } from '../dataset/dataset.js';
import { fitLocator } from './fit-locator.js';
import { type FitDependencies, fitProjections, hashFiles } from './fit-projections.js';

/** Photos that the projections of a foreign backbone are fitted on, and its locator. */
const [projectionPhotos, locatorPhotos] = [800, 1600];
/** To be raised when the fitting or the extractor changes, so that the cache is not used. */
const version = 2;

/** An extractor as it serves, with two looks, and as it trains, with a third, in floats. */
export interface Extractors {
  serving: Uint8Array;
  training: Uint8Array;
  /** Whether it serves in 8 bits, and so sees a photo otherwise than in training. */
  quantised: boolean;
}

/**
 * The feature extractor of any backbone as ONNX. Projections of one that does not come with the program are
 * fitted on training photos without labels, its locator with them; both are kept under `home` by backbone and photos,
 * so that a second training gives the same bytes at once.
 */
export async function prepareExtractor(
  backbone: Backbone,
  photos: readonly LabelledPhoto[],
  dependencies: FitDependencies,
): Promise<Extractors> {
  const { projections, locator } =
    backbone.identity === undefined
      ? { projections: readProjections(backbone.name), locator: readLocator(backbone.name) }
      : await fitOrRecall(backbone, backbone.identity, photos, dependencies);
  // Heads learn from what is exact: those that learnt from 8 bits did worse on 8 bits (docs/performance.md).
  const exact =
    backbone.identity === undefined ? readBackbone(backbone.name, { quantised: false }) : backbone;
  return {
    serving: buildExtractor(backbone, projections, { locator }),
    training: buildExtractor(exact, projections, { locator, around: true }),
    quantised: backbone.identity === undefined && isQuantised(backbone.name),
  };
}

async function fitOrRecall(
  backbone: Backbone,
  identity: string,
  photos: readonly LabelledPhoto[],
  dependencies: FitDependencies,
): Promise<{ projections: Projections; locator: Float32Array }> {
  const chosen = createRandom('projection').shuffle(photos).slice(0, locatorPhotos);
  const files = chosen.map(({ file }) => file);
  const given = chosen.map(({ family, finish }) => [family, finish]);
  const folder = join(dependencies.home, 'cache', 'extractors');
  const place = join(folder, sha256(JSON.stringify([version, identity, await hashFiles(files), given])));
  const stored = await Promise.all(
    ['projections', 'locator'].map((part) => readFile(`${place}.${part}`)),
  ).catch(() => undefined);
  if (stored) {
    return {
      projections: decodeProjections(stored[0] as Buffer),
      locator: decodeLocator(stored[1] as Buffer),
    };
  }
  const projections = await fitProjections(backbone, files.slice(0, projectionPhotos), dependencies);
  const locator = await fitLocator(backbone, projections, chosen, dependencies);
  await writeWholeFile(`${place}.projections`, encodeProjections(projections));
  await writeWholeFile(`${place}.locator`, encodeLocator(locator));
  return { projections, locator };
}
