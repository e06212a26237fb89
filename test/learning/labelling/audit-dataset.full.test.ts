import { describe, expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../../../src/config/config.js';
import { readDataset } from '../../../src/learning/dataset/read-dataset.js';
import { auditDataset } from '../../../src/learning/labelling/audit-dataset.js';
import { embedDataset } from '../../../src/learning/train.js';
import { silentProgress } from '../../../src/progress.js';
import { createSampleCatalogue } from '../../../src/sample/catalogue.js';
import { writeSampleCatalogue } from '../../../src/sample/write-catalogue.js';
import { loadBuiltInTaxonomy } from '../../../src/taxonomy/built-in.js';
import { makeFolder } from '../../support/folder.js';

describe('auditDataset', () => {
  it('ranks labels that were swapped on purpose high, also those of low confidence', async () => {
    const { folder, remove } = await makeFolder();
    onTestFinished(remove);
    const all = createSampleCatalogue({ seed: 5, labelledGuitars: 200, listings: 1 });
    const labelled = all.labelled.filter(
      ({ guitar, split }) => ['red', 'blue'].includes(guitar.finish.family) && split === 'train',
    );
    const { labels } = await writeSampleCatalogue(
      { ...all, labelled },
      { folder, baseUrl: 'http://127.0.0.1/' },
    );
    const dataset = await readDataset(labels, await loadBuiltInTaxonomy());
    const [red, blue] = ['red', 'blue'].map((family) =>
      dataset.photos.filter((one) => one.family === family),
    );
    const swapped = [red?.[0], red?.at(-1), blue?.[0], blue?.at(-1)].map((photo) => photo!);
    for (const photo of swapped) {
      photo.family = photo.family === 'red' ? 'blue' : 'red';
      photo.finish = undefined;
      photo.confidence = 'low';
    }
    const dependencies = {
      home: folder,
      threads: 2,
      limits: parseConfig({}).photo,
      progress: silentProgress,
    };
    const set = await embedDataset(dataset, {}, dependencies);
    const audit = await auditDataset(set, { ...dependencies, seed: 1, epochs: 25 });

    expect(audit.photos).toBe(set.photos.length);
    const first = audit.suspects.slice(0, 8);
    const found = first.filter(({ photo }) => swapped.includes(photo));
    expect(found.length).toBeGreaterThanOrEqual(3);
    for (const { photo, tier, given, suggested, correction } of found) {
      expect([tier, given, suggested]).toEqual([
        'family',
        photo.family,
        photo.family === 'red' ? 'blue' : 'red',
      ]);
      expect(correction).toEqual({ family: suggested, finish: undefined });
    }
    expect(audit.noise.family).toBeGreaterThan(0);
    expect(audit.noise.family).toBeLessThan(0.15);
  });
});
