import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../../../src/catalogue/catalogue.js';
import { evaluateListings, type JudgedListing } from '../../../src/learning/evaluation/evaluate-listings.js';
import { loadBuiltInTaxonomy } from '../../../src/taxonomy/built-in.js';

const taxonomy = await loadBuiltInTaxonomy();
const labels = {
  coarse: ['red', 'white'],
  fine: [
    { label: 'cherry', parent: 'red' },
    { label: 'wine-red', parent: 'red' },
    { label: 'olympic-white', parent: 'white' },
  ],
};
const model = {
  labels,
  thresholds: {
    coarse: { red: 0.8, white: 0.8 },
    fine: { cherry: 0.8, 'wine-red': 0.8, 'olympic-white': 0.8 },
  },
  listingThresholds: { maker: 0.8, catalogue: 0.7 },
};
const words = { make: 'Gibson', model: 'Explorer', title: null, year: null };
const empty = createCatalogue([], taxonomy);
const counted = createCatalogue(
  [{ maker: 'Gibson', line: 'Explorer', decade: null, finish: 'cherry', listings: 200 }],
  taxonomy,
);

/** A red guitar whose photos cannot decide between two finishes. */
function guitar(changes: Partial<JudgedListing> = {}): JudgedListing {
  return {
    family: 'red',
    finish: 'cherry',
    photos: { coarse: Float32Array.of(0.95, 0.05), fine: Float32Array.of(0.48, 0.44, 0.04) },
    votes: 1,
    words: { finish: null, family: null },
    maker: empty.shares(words),
    catalogue: counted.shares(words),
    offers: (finish) => taxonomy.offers(finish, words),
    ...changes,
  };
}

describe('evaluateListings', () => {
  it('judges each kind of evidence by itself and all together', () => {
    const { byEvidence } = evaluateListings([guitar()], model, taxonomy.finishesByFamily);
    expect(byEvidence.photos.named.share).toBe(0);
    expect(byEvidence.photos.either).toMatchObject({ share: 1, right: { value: 1 } });
    expect(byEvidence['photos and catalogue'].named).toMatchObject({ share: 1, right: { value: 1 } });
    expect(byEvidence.words.answered.share).toBe(0);
    expect(byEvidence.all.named.share).toBe(1);
    const named = guitar({
      words: { finish: 'wine-red', family: 'red' },
      finish: 'wine-red',
      photos: undefined,
      votes: 0,
    });
    const alone = evaluateListings([named], model, taxonomy.finishesByFamily);
    expect(alone.byEvidence.photos.answered.share).toBe(0);
    expect(alone.byEvidence.words.named).toMatchObject({ share: 1, right: { value: 1 } });
    expect(alone.byPhotos).toMatchObject([{ photos: 'none', figures: { listings: 1 } }]);
  });

  it('counts a name as wrong where the true finish is another one than the taxonomy has', () => {
    const sure = Float32Array.of(0.93, 0.01, 0.04);
    const other = guitar({ finish: null, photos: { coarse: Float32Array.of(0.95, 0.05), fine: sure } });
    const family = { ...other, finish: undefined };
    const { photos } = evaluateListings([other, family], model, taxonomy.finishesByFamily).byEvidence;
    expect(photos.named).toMatchObject({ share: 1, right: { value: 0 } });
    expect(photos.answered).toMatchObject({ share: 1, right: { value: 0.5 } });
  });

  it('says whether the contract holds by an exact test', () => {
    const sure = guitar({ words: { finish: 'cherry', family: 'red' } });
    const few = evaluateListings(Array(58).fill(sure), model, taxonomy.finishesByFamily).byEvidence.all;
    const enough = evaluateListings(Array(59).fill(sure), model, taxonomy.finishesByFamily).byEvidence.all;
    expect(few.contract.holds).toBe(false);
    expect(enough.contract).toMatchObject({ holds: true, pValue: expect.closeTo(0.95 ** 59) });
  });
});
