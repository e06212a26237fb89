import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/config.js';
import type { LabelledPhoto } from '../../src/learning/dataset/dataset.js';
import { readDataset } from '../../src/learning/dataset/read-dataset.js';
import type { DatasetAudit } from '../../src/learning/labelling/audit-dataset.js';
import { writeCatalogueAudit } from '../../src/report/audit-catalogue-report.js';
import { writeDatasetAudit } from '../../src/report/audit-dataset-report.js';
import { loadBuiltInTaxonomy } from '../../src/taxonomy/built-in.js';
import { makeFolder } from '../support/folder.js';

const { folder, remove } = await makeFolder();
afterAll(remove);

const evil = `"><img src=x onerror=alert(1)>'&,`;
const name = `evil ${evil}.jpg`;
await writeFile(
  join(folder, name),
  await sharp({ create: { width: 40, height: 20, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer(),
);
const photo = (file: string, labels: Partial<LabelledPhoto>): LabelledPhoto => ({
  file: join(folder, file),
  family: 'red',
  finish: undefined,
  group: evil,
  split: undefined,
  confidence: 'low',
  ...labels,
});
const first = photo('first.jpg', { finish: 'fiesta-red', split: 'validation', confidence: 'high' });
const suspect = photo(name, { finish: 'cherry' });
const other = photo('other.jpg', {});
const audit: DatasetAudit = {
  photos: 2,
  noise: { family: 0.25, finish: 0.1 },
  suspects: [
    {
      rank: 1,
      photo: suspect,
      tier: 'family',
      given: 'red',
      suggested: 'blue',
      correction: { family: 'blue', finish: 'lake-placid-blue' },
      selfConfidence: 0.1,
      suggestedConfidence: 0.8,
      margin: -0.7,
      reason: `labelled red, "the photo" looks blue ${evil}`,
    },
    {
      rank: 2,
      photo: other,
      tier: 'family',
      given: 'red',
      suggested: 'blue',
      correction: { family: 'blue', finish: undefined },
      selfConfidence: 0.1,
      suggestedConfidence: 0.7,
      margin: -0.6,
      reason: 'looks blue',
    },
  ],
};
const context = {
  dataset: { path: `/somewhere/${evil}.csv`, photos: [first, suspect, other], families: ['red', 'blue'] },
  created: new Date('2026-01-02'),
  limit: 1,
  limits: parseConfig({}).photo,
  swatches: new Map([['lake-placid-blue', ['#286eb4']]]),
};

it('writes a contact sheet that labels and file names cannot break', async () => {
  const { page } = await writeDatasetAudit(audit, join(folder, 'report'), context);
  const markup = await readFile(page, 'utf8');
  expect(markup).not.toContain('<img src=x');
  expect([...markup.matchAll(/\ssrc="([^"]*)"/g)].map(([, address]) => address?.slice(0, 23))).toEqual([
    'data:image/jpeg;base64,',
  ]);
  expect(markup).toContain('The 1 most probable of 2');
  expect(markup).toContain('style="background:#286eb4"></i>lake-placid-blue');
  expect(markup).toContain('25.0 %');
  expect(markup).not.toMatch(/NaN|undefined|<script/);
});

it('writes the dataset with the suspects first, which reads back as the same dataset', async () => {
  const { csv } = await writeDatasetAudit(audit, join(folder, 'report'), context);
  const [head, row] = (await readFile(csv, 'utf8')).split('\n');
  expect(head).toBe(
    'file,family,finish,suggested_family,suggested_finish,rank,reason,group,split,confidence',
  );
  expect(row).toContain(',red,cherry,blue,lake-placid-blue,1,');
  const { photos } = await readDataset(csv, await loadBuiltInTaxonomy());
  expect(photos).toEqual([suspect, other, first]);
});

it('writes a contact sheet of listings', async () => {
  const { page } = await writeCatalogueAudit(
    {
      model: evil,
      judged: 10,
      unseen: 3,
      created: new Date('2026-01-02'),
      noise: { family: 0, finish: 0 },
      suspects: 1,
      swatches: new Map(),
      items: [{ rank: 1, name: evil, picture: undefined, given: 'red', suggested: 'blue', reason: evil }],
    },
    join(folder, 'catalogue'),
  );
  const markup = await readFile(page, 'utf8');
  expect(markup).not.toContain('<img');
  expect(markup).toContain('no picture');
  expect(markup).toContain('10 listings judged');
});
