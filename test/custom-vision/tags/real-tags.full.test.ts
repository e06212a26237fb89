import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { indexOfHighest } from '../../../src/classifier/answer.js';
import { parseConfig } from '../../../src/config/config.js';
import { createTagEngine } from '../../../src/custom-vision/tags/tag-engine.js';
import { readDataset } from '../../../src/learning/dataset/read-dataset.js';
import { createLog } from '../../../src/log.js';
import { loadBuiltInTaxonomy } from '../../../src/taxonomy/built-in.js';
import { makeFolder } from '../../support/folder.js';

const labels = fileURLToPath(new URL('../../../../shared/guitars/labels.csv', import.meta.url));
const present = await stat(labels).then(
  () => true,
  () => false,
);
const { folder: home, remove } = await makeFolder();
const engine = createTagEngine({
  home,
  threads: 2,
  limits: parseConfig({}).photo,
  log: createLog('silent'),
});
afterAll(async () => {
  await engine.close();
  await remove();
});

it.skipIf(!present)(
  'three families are learnt from 20 real photos each (../shared/guitars, skipped where absent)',
  async () => {
    const { photos } = await readDataset(labels, await loadBuiltInTaxonomy());
    const sure = photos.filter(({ split, confidence }) => split === 'train' && confidence === 'high');
    const families = ['white', 'black', 'sunburst'];
    const images = await Promise.all(
      families.flatMap((family, tag) =>
        sure
          .filter((photo) => photo.family === family)
          .slice(0, 20)
          .map(async ({ file }) => {
            const bytes = await readFile(file);
            const sha256 = createHash('sha256').update(bytes).digest('hex');
            return { sha256, tags: [tag], load: async () => bytes };
          }),
      ),
    );
    expect(images).toHaveLength(60);
    const { heldBack } = await engine.train(images, { tags: families, type: 'Multiclass' });
    const right = heldBack.filter(
      ({ probabilities }, row) => indexOfHighest(probabilities) === images[row]!.tags[0],
    );
    // By chance a third.
    expect(right.length / images.length).toBeGreaterThan(0.6);
  },
);
