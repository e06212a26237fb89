import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { parseConfig } from '../../../src/config/config.js';
import type { CustomVisionConfig } from '../../../src/config/custom-vision.js';
import type { TrainRemoteDependencies } from '../../../src/custom-vision/client/train-remote.js';
import type { Dataset, LabelledPhoto } from '../../../src/learning/dataset/dataset.js';
import { silentProgress } from '../../../src/progress.js';
import { createRandom } from '../../../src/random.js';
import { createTestDatabase } from '../../support/database.js';
import { makeFolder } from '../../support/folder.js';
import { predictionKey, type TrainingServer, trainingKey } from './training-server.js';

const colours = {
  'candy-apple-red': [180, 20, 40],
  'fiesta-red': [230, 90, 70],
  'lake-placid-blue': [60, 120, 200],
  red: [120, 10, 10],
  black: [20, 20, 20],
} as const;
const familyOf = {
  'candy-apple-red': 'red',
  'fiesta-red': 'red',
  'lake-placid-blue': 'blue',
  red: 'red',
  black: 'black',
} as const;
export type Label = keyof typeof colours;

/** Plain photos of about the colour of their label, no two alike; the labels red and black are families only. */
export async function writeDataset(folder: string, counts: Partial<Record<Label, number>>): Promise<Dataset> {
  const random = createRandom('photos');
  await mkdir(folder, { recursive: true });
  const photos: LabelledPhoto[] = [];
  for (const [label, count] of Object.entries(counts) as [Label, number][]) {
    for (let i = 0; i < count; i++) {
      const [r, g, b] = colours[label].map((value) => value + random.between(-15, 15)) as [
        number,
        number,
        number,
      ];
      const file = join(folder, `${label}-${i}.png`);
      const photo = sharp({ create: { width: 40, height: 30 + i, channels: 3, background: { r, g, b } } });
      await writeFile(file, await photo.png().toBuffer());
      const family = familyOf[label];
      const finish = label === family ? undefined : label;
      photos.push({ file, family, finish, group: file, split: undefined, confidence: 'high' });
    }
  }
  return { path: folder, photos, families: ['black', 'red', 'blue'] };
}

export function configFor({ url }: Pick<TrainingServer, 'url'>): CustomVisionConfig {
  return parseConfig({
    CUSTOM_VISION_ENDPOINT: `${url}/`,
    CUSTOM_VISION_TRAINING_KEY: trainingKey,
    CUSTOM_VISION_PREDICTION_KEY: predictionKey,
    CUSTOM_VISION_PREDICTION_RESOURCE_ID: '/subscriptions/s/resourceGroups/g/accounts/a',
    CUSTOM_VISION_CALLS_PER_SECOND: '10000',
    CUSTOM_VISION_TRAINING_CALLS_PER_SECOND: '10000',
    CUSTOM_VISION_RETRY_MS: '0',
  }).customVision;
}

/** What a training needs, with a database and a folder of the test's own, and all that was logged. */
export async function createTraining(
  server: Pick<TrainingServer, 'url'>,
): Promise<{ dependencies: TrainRemoteDependencies; folder: string; logged: string[] }> {
  const { pool: db } = await createTestDatabase();
  const { folder, remove } = await makeFolder();
  onTestFinished(remove);
  const logged: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  const dependencies = {
    home: join(folder, 'home'),
    config: configFor(server),
    db,
    limits: parseConfig({}).photo,
    progress: silentProgress,
    log,
    signal: new AbortController().signal,
    pollMs: 1,
  };
  return { dependencies, folder, logged };
}
