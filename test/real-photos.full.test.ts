import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { createLocalClassifier } from '../src/classifier/local.js';
import { parseConfig } from '../src/config/config.js';
import type { LabelledPhoto } from '../src/learning/dataset/dataset.js';
import { readDataset } from '../src/learning/dataset/read-dataset.js';
import { evaluateModel } from '../src/learning/evaluation/evaluate.js';
import { trainModel } from '../src/learning/train.js';
import { silentProgress as progress } from '../src/progress.js';
import { loadBuiltInTaxonomy } from '../src/taxonomy/built-in.js';
import { makeFolder } from './support/folder.js';

const labels = fileURLToPath(new URL('../../shared/guitars/labels.csv', import.meta.url));
const present = await stat(labels).then(
  () => true,
  () => false,
);
const { folder: home, remove } = await makeFolder();
afterAll(remove);

it.skipIf(!present)(
  'families are learnt from 300 real photos (../shared/guitars, skipped where absent)',
  async () => {
    const dataset = await readDataset(labels, await loadBuiltInTaxonomy());
    const { photos } = dataset;
    const ofSplit = (split: string) => photos.filter((photo) => photo.split === split);
    const training = ofSplit('train').slice(0, 300);
    const validation = ofSplit('validation').slice(0, 150);
    const { photo: limits } = parseConfig({});

    const model = await trainModel(
      { ...dataset, photos: training },
      { name: 'real', epochs: 8 },
      { home, threads: 2, limits, progress },
    );
    const classifier = await createLocalClassifier(model, { threads: 2 });
    try {
      const nothing = { family: {}, finish: {} };
      const evaluation = await evaluateModel(classifier, validation, nothing, { limits, progress });
      expect(evaluation.images).toBe(150);
      expect(evaluation.family.accuracy).toBeGreaterThanOrEqual(0.7);
      expect(evaluation.family.accuracy).toBeGreaterThan(shareOfCommonest(training, validation));
      expect(evaluation.familyCalibration.expectedCalibrationError).toBeLessThan(0.2);
      expect(evaluation.calibration.expectedCalibrationError).toBeLessThan(0.2);
    } finally {
      await classifier.close();
    }
  },
);

/** How often whoever always names the commonest family of the training photos is right. */
function shareOfCommonest(training: readonly LabelledPhoto[], validation: readonly LabelledPhoto[]): number {
  const counts = new Map<string, number>();
  for (const { family } of training) counts.set(family, (counts.get(family) ?? 0) + 1);
  const [commonest] = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best));
  return validation.filter(({ family }) => family === commonest).length / validation.length;
}
