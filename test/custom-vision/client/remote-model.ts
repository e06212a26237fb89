import { parseConfig } from '../../../src/config/config.js';
import type { CustomVisionConfig } from '../../../src/config/custom-vision.js';
import { customVisionBackend as backend } from '../../../src/custom-vision/client/backend.js';
import type {
  RemoteDescription,
  RemoteModel,
  RemoteNetwork,
} from '../../../src/custom-vision/client/description.js';
import { uniformThresholds } from '../../support/thresholds.js';
import { predictionKey } from './prediction-server.js';

export const families = ['black', 'red', 'blue', 'sunburst'];
export const finishes = [
  { slug: 'candy-apple-red', family: 'red' },
  { slug: 'fiesta-red', family: 'red' },
  { slug: 'lake-placid-blue', family: 'blue' },
  { slug: '3-color-sunburst', family: 'sunburst' },
  { slug: 'tobacco-sunburst', family: 'sunburst' },
];

const published = (place: number) => ({
  projectId: `00000000-0000-4000-8000-0000000000a${place}`,
  iterationId: `00000000-0000-4000-8000-0000000000b${place}`,
  publishedName: `Iteration ${place}`,
});
const finishTags = (family: string) =>
  finishes
    .filter((finish) => finish.family === family)
    .map(({ slug }) => ({ name: slug, family, finish: slug }));

/** Tags in another order than the labels, and one for photos without a guitar. */
export const root: RemoteNetwork = {
  at: published(0),
  tags: [
    ...families.map((family) => ({ name: `${family} guitars`, family })).reverse(),
    { name: 'no guitar' },
  ],
};
export const within: Record<string, RemoteNetwork> = {
  red: { at: published(1), tags: finishTags('red').reverse() },
  sunburst: { at: published(2), tags: finishTags('sunburst') },
};
export const networks = [root, ...Object.values(within)];

/** A model of one network for the families and one for each family of several finishes. */
export function remoteModel(changes: Partial<RemoteDescription> = {}): RemoteModel {
  const description: RemoteDescription = {
    format: 2,
    name: 'remote',
    created: '2026-01-01T00:00:00.000Z',
    engine: 'custom-vision',
    hierarchy: 'hard',
    families,
    finishes,
    calibration: {
      temperatures: { family: 1.3, finish: 0.8 },
      thresholds: uniformThresholds({ families, finishes }, { family: 0.3, finish: 0.3 }),
    },
    training: {},
    customVision: { endpoint: 'https://trained.test', root, within },
    ...changes,
  };
  return { folder: '', description, checksum: backend.checksum(description), backend };
}

export function remoteConfig(url: string, settings: Record<string, string> = {}): CustomVisionConfig {
  return parseConfig({
    CUSTOM_VISION_ENDPOINT: url,
    CUSTOM_VISION_PREDICTION_KEY: predictionKey,
    CUSTOM_VISION_CALLS_PER_SECOND: '1000',
    CUSTOM_VISION_RETRY_MS: '5000',
    ...settings,
  }).customVision;
}
