import { beforeAll, expect, test } from 'vitest';
import { createSampleCatalogue, type SampleListing } from '../../src/sample/catalogue.js';
import { sampleFinishes } from '../../src/sample/finish.js';
import { loadBuiltInTaxonomy } from '../../src/taxonomy/built-in.js';
import type { Taxonomy } from '../../src/taxonomy/taxonomy.js';

const { listings } = createSampleCatalogue({ seed: 1, labelledGuitars: 1, listings: 1000 });
let taxonomy: Taxonomy;
beforeAll(async () => {
  taxonomy = await loadBuiltInTaxonomy();
});

/** The kinds of answer that the taxonomy may give to a finish field of each treatment. */
const expected: Record<SampleListing['truth']['treatment'], readonly string[]> = {
  right: ['exact', 'alias'],
  missing: ['missing'],
  vague: ['vague'],
  misspelt: ['exact', 'alias', 'fuzzy', 'vague', 'unrecognised'],
  unrecognised: ['unrecognised'],
  wrong: ['exact', 'alias'],
  contradicted: ['exact', 'alias'],
};

test('the taxonomy knows every finish that is drawn, under the same family', () => {
  for (const { slug, family } of sampleFinishes)
    expect(taxonomy.finishes.get(slug)?.family, slug).toBe(family);
});

test('finish fields are read as they were meant', () => {
  for (const { finish, make, truth, externalId } of listings) {
    const match = taxonomy.match(finish, make);
    const place = `${externalId}: ${make}, "${finish}" for ${truth.finish}`;
    expect(expected[truth.treatment], place).toContain(match.kind);
    if (!('finish' in match)) continue;
    const wrong = truth.treatment === 'wrong' || truth.treatment === 'contradicted';
    if (wrong) expect(match.finish.family, place).not.toBe(truth.family);
    else expect(match.finish.slug, place).toBe(truth.finish);
  }
});

test('no text names a finish other than the true one', () => {
  for (const { title, description, make, truth, externalId } of listings) {
    const mention = taxonomy.mention(title, make) ?? taxonomy.mention(description, make, 'description');
    if (mention) expect(mention.family, `${externalId}: ${mention.phrase}`).toBe(truth.family);
    if (mention?.finish) expect(mention.finish.slug, `${externalId}: ${mention.phrase}`).toBe(truth.finish);
    if (truth.treatment === 'contradicted') expect(mention, `${externalId}: ${title}`).toBeDefined();
  }
});
