import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createSampleCatalogue, type SampleListing } from '../../src/sample/catalogue.js';
import { sampleFinishes } from '../../src/sample/finish.js';
import { guitarModels } from '../../src/sample/guitar-model.js';
import { treatments } from '../../src/sample/listing-finish.js';
import { loadBuiltInTaxonomy } from '../../src/taxonomy/built-in.js';

const catalogue = createSampleCatalogue({ seed: 1, labelledGuitars: 150, listings: 400 });
const finishOf = (listing: SampleListing) =>
  sampleFinishes.find(({ slug }) => slug === listing.truth.finish) as (typeof sampleFinishes)[number];
const treated = (treatment: SampleListing['truth']['treatment']) =>
  catalogue.listings.filter(({ truth }) => truth.treatment === treatment);

test('the same options give the same plan, another seed does not', () => {
  const plan = (seed: number) => createSampleCatalogue({ seed, labelledGuitars: 12, listings: 12 });
  expect(plan(3)).toEqual(plan(3));
  expect(plan(3)).not.toEqual(plan(4));
});

test('more listings leave the earlier ones and the labelled part as they were', () => {
  const longer = createSampleCatalogue({ seed: 1, labelledGuitars: 150, listings: 420 });
  expect(longer.labelled).toEqual(catalogue.labelled);
  expect(longer.listings.slice(0, 400)).toEqual(catalogue.listings);
});

test('every finish has a family and is built by some maker', async () => {
  const { families } = await loadBuiltInTaxonomy();
  for (const { slug, family } of sampleFinishes) {
    expect(families.has(family), slug).toBe(true);
    expect(
      guitarModels.some(({ finishes }) => finishes.includes(slug)),
      slug,
    ).toBe(true);
  }
  const known = new Set(sampleFinishes.map(({ slug }) => slug));
  expect(guitarModels.flatMap(({ finishes }) => finishes).filter((slug) => !known.has(slug))).toEqual([]);
});

test('labels agree with those of the real photos', async ({ skip }) => {
  const file = new URL('../../../shared/guitars/labels.csv', import.meta.url);
  if (!existsSync(file)) skip('../shared/guitars is not here');
  const families = new Map(
    (await readFile(file, 'utf8')).split('\n').map((line) => {
      const [, family = '', finish = ''] = line.split(',');
      return [finish, family] as const;
    }),
  );
  for (const { slug, family } of sampleFinishes) expect(families.get(slug), slug).toBe(family);
});

test('the labelled part has every finish on both sides, and a guitar on one only', () => {
  const splits = new Map<string, Set<string>>();
  for (const { group, split } of catalogue.labelled)
    splits.set(group, (splits.get(group) ?? new Set()).add(split));
  for (const [group, sides] of splits) expect(sides.size, group).toBe(1);
  for (const side of ['train', 'validation']) {
    const finishes = catalogue.labelled
      .filter(({ split }) => split === side)
      .map(({ guitar }) => guitar.finish.slug);
    expect(new Set(finishes).size, side).toBe(sampleFinishes.length);
  }
  const files = catalogue.labelled.map(({ file }) => file);
  expect(new Set(files).size).toBe(files.length);
  expect(files.every((file) => /^[\w-]+\.jpg$/.test(file))).toBe(true);
});

test('every treatment occurs, and the finish field is what it says', () => {
  for (const treatment of treatments) expect(treated(treatment).length, treatment).toBeGreaterThan(5);
  for (const listing of treated('right')) {
    const { name, spellings } = finishOf(listing);
    expect([name, ...spellings]).toContain(listing.finish);
  }
  for (const listing of treated('vague')) expect(listing.finish).toBe(finishOf(listing).vague);
  for (const listing of treated('misspelt')) expect(finishOf(listing).misspellings).toContain(listing.finish);
  for (const listing of [...treated('wrong'), ...treated('contradicted')]) {
    const named = sampleFinishes.find(({ name }) => name === listing.finish);
    expect(named?.family, listing.externalId).not.toBe(listing.truth.family);
    expect(named, listing.externalId).toBeDefined();
  }
});

test('the text names the finish exactly where the truth says so', () => {
  for (const listing of catalogue.listings) {
    const { name } = finishOf(listing);
    // A single word is also part of other names and of ordinary prose.
    if (!name.includes(' ')) continue;
    const { title, description, truth } = listing;
    expect(title.includes(name) || description.includes(name), listing.externalId).toBe(truth.namesFinish);
  }
  expect(treated('contradicted').every(({ truth }) => truth.namesFinish)).toBe(true);
  expect(treated('wrong').some(({ truth }) => truth.namesFinish)).toBe(false);
});

test('some listings repeat the photos of another, have broken links, or have ended', () => {
  const { listings } = catalogue;
  const byId = new Map(listings.map((listing) => [listing.externalId, listing]));
  const relists = listings.filter(({ truth }) => truth.relistOf);
  expect(relists.length).toBeGreaterThan(5);
  for (const { truth } of relists) {
    const original = byId.get(truth.relistOf ?? '');
    expect(original?.truth.finish).toBe(truth.finish);
  }
  expect(listings.filter(({ photos }) => photos.some((photo) => 'broken' in photo)).length).toBeGreaterThan(
    5,
  );
  expect(listings.filter(({ state }) => state === 'ended').length).toBeGreaterThan(3);
});
