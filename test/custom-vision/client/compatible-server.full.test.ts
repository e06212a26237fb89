import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { parseConfig } from '../../../src/config/config.js';
import { createRemoteClassifier } from '../../../src/custom-vision/client/classifier.js';
import { trainRemote } from '../../../src/custom-vision/client/train-remote.js';
import type { LabelledPhoto } from '../../../src/learning/dataset/dataset.js';
import { silentProgress } from '../../../src/progress.js';
import { createRandom } from '../../../src/random.js';
import { describeClassifier } from '../../support/classifier-contract.js';
import { testLog } from '../../support/database.js';
import { makeFolder } from '../../support/folder.js';
import { drawSquare, startVisionServer } from '../../support/vision-server.js';

const atEnd = (release: () => Promise<void>) => afterAll(release);
const server = await startVisionServer({ atEnd });
const { folder, remove } = await makeFolder();
afterAll(remove);
const config = parseConfig({
  CUSTOM_VISION_ENDPOINT: server.url,
  CUSTOM_VISION_TRAINING_KEY: server.trainingKey,
  CUSTOM_VISION_PREDICTION_KEY: server.predictionKey,
  CUSTOM_VISION_PREDICTION_RESOURCE_ID: 'ours',
  CUSTOM_VISION_CALLS_PER_SECOND: '10000',
  CUSTOM_VISION_TRAINING_CALLS_PER_SECOND: '10000',
});

// Photos whose labels cannot be learnt: a model of them is sure of nothing, so that its answers differ.
const random = createRandom('labels that mean nothing');
const familyOf = { 'fiesta-red': 'red', 'candy-apple-red': 'red', 'lake-placid-blue': 'blue' } as const;
const photos: LabelledPhoto[] = [];
await mkdir(folder, { recursive: true });
for (const [finish, family] of Object.entries(familyOf)) {
  for (let number = 0; number < 12; number++) {
    const colour = `#${random
      .integer(2 ** 24)
      .toString(16)
      .padStart(6, '0')}`;
    const file = join(folder, `${finish}-${number}.jpg`);
    await writeFile(file, await drawSquare(colour, number));
    photos.push({ file, family, finish, group: file, split: undefined, confidence: 'high' });
  }
}
const model = await trainRemote(
  { path: folder, photos, families: ['red', 'blue'] },
  { name: 'ours' },
  {
    home: folder,
    config: config.customVision,
    db: server.pool,
    limits: config.photo,
    progress: silentProgress,
    log: testLog,
    signal: new AbortController().signal,
    pollMs: 50,
  },
);

describeClassifier(
  'of the Custom Vision backend on our own server',
  () =>
    createRemoteClassifier(model, {
      config: config.customVision,
      openDatabase: async () => server.pool,
      log: testLog,
    }),
  // Trained on squares of few colours, it is nearly sure of any photo; what comes over HTTP has no noise of batches.
  { hierarchy: 'hard', apart: 1e-4 },
);
