import { describe, expect, it } from 'vitest';
import type { PhotoScores } from '../../src/classifier/classifier.js';
import { defaultFusion, fusePhotos as fuse } from '../../src/suggestion/fuse.js';
import { fuseListing } from '../../src/suggestion/fuse-listing.js';

const labels = {
  coarse: ['red', 'blue', 'natural'],
  fine: [
    { label: 'fiesta-red', parent: 'red' },
    { label: 'candy-apple-red', parent: 'red' },
    { label: 'lake-placid-blue', parent: 'blue' },
  ],
};

/** The rest of a family's probability belongs to finishes that the model does not know. */
function photo(coarse: number[], fine: number[], bodyShare = 1) {
  return { coarse: Float32Array.from(coarse), fine: Float32Array.from(fine), bodyShare };
}

/** Fuses photos of which at least one has a vote. */
function fusePhotos(photos: readonly PhotoScores[], tree: typeof labels) {
  const fused = fuse(photos, tree);
  if (!fused) throw new Error('no photo has a vote');
  return fused;
}

const total = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0);

describe('fusePhotos', () => {
  it('leaves the scores of a single photo as they are', () => {
    const one = photo([0.7, 0.2, 0.1], [0.6, 0.1, 0.2], 0.01);
    const fused = fusePhotos([one], labels);
    expect(fused).toEqual({ coarse: one.coarse, fine: one.fine, weights: [1], disagree: false });
  });

  it('yields families that sum to 1 and finishes that stay within their family', () => {
    const fused = fusePhotos(
      [photo([0.7, 0.2, 0.1], [0.5, 0.1, 0.2]), photo([0.4, 0.5, 0.1], [0.1, 0.3, 0.2], 0.5)],
      labels,
    );
    expect(total(fused.coarse)).toBeCloseTo(1, 6);
    expect(fused.fine[0]! + fused.fine[1]!).toBeLessThanOrEqual(fused.coarse[0]! + 1e-6);
    expect(fused.fine[2]!).toBeLessThan(fused.coarse[1]!);
    expect(total(fused.weights)).toBeCloseTo(1, 9);
  });

  it('is surer of what several photos say than one photo is, but less than if they were independent', () => {
    const one = photo([0.7, 0.2, 0.1], [0.7, 0, 0.2]);
    const fused = fusePhotos([one, one, one, one], labels);
    const product = 0.7 ** 4 / (0.7 ** 4 + 0.2 ** 4 + 0.1 ** 4);
    expect(fused.coarse[0]!).toBeGreaterThan(0.7);
    expect(fused.coarse[0]!).toBeLessThan(product);
  });

  it('does not depend on the order of the photos', () => {
    const a = photo([0.7, 0.2, 0.1], [0.5, 0.1, 0.2]);
    const b = photo([0.3, 0.5, 0.2], [0.1, 0.2, 0.4], 0.3);
    const ab = fusePhotos([a, b], labels);
    const ba = fusePhotos([b, a], labels);
    for (const i of [0, 1, 2]) expect(ab.fine[i]!).toBeCloseTo(ba.fine[i]!, 6);
  });

  it('gives a photo that shows no body next to no say', () => {
    const body = photo([0.9, 0.05, 0.05], [0.8, 0.05, 0.05]);
    const back = photo([0.05, 0.05, 0.9], [0.02, 0.02, 0.05], 0);
    const fused = fusePhotos([body, back], labels);
    expect(fused.weights[1]!).toBeLessThan(0.1);
    expect(fused.coarse[0]!).toBeGreaterThan(0.8);
    expect(fused.disagree).toBe(false);
  });

  it('uses photos without a body when there is nothing else', () => {
    const back = photo([0.1, 0.1, 0.8], [0.05, 0.05, 0.1], 0);
    const fused = fusePhotos([back, back], labels);
    expect(fused.weights).toEqual([0.5, 0.5]);
    expect(fused.coarse[2]!).toBeGreaterThan(0.7);
  });

  it('says that the photos disagree when two camps are sure of different families', () => {
    const red = photo([0.98, 0.01, 0.01], [0.9, 0.05, 0.01]);
    const blue = photo([0.01, 0.98, 0.01], [0.005, 0.005, 0.9]);
    expect(fusePhotos([red, blue], labels).disagree).toBe(true);
    expect(fusePhotos([red, blue], labels).coarse[0]!).toBeLessThan(0.5);
    expect(fusePhotos([red, red, red, blue], labels).disagree).toBe(true);
    expect(fusePhotos([red, red, red, red], labels).disagree).toBe(false);
  });

  it('does not call photos that are merely unsure a disagreement', () => {
    const red = photo([0.9, 0.05, 0.05], [0.8, 0.05, 0.05]);
    const unsure = photo([0.4, 0.3, 0.3], [0.2, 0.2, 0.3]);
    expect(fusePhotos([red, unsure], labels).disagree).toBe(false);
  });

  it('keeps a family certain whose finish is in doubt', () => {
    const fiesta = photo([0.96, 0.02, 0.02], [0.9, 0.05, 0.02]);
    const candy = photo([0.96, 0.02, 0.02], [0.05, 0.9, 0.02]);
    const fused = fusePhotos([fiesta, candy], labels);
    expect(fused.coarse[0]!).toBeGreaterThan(0.96);
    expect(fused.fine[0]!).toBeCloseTo(fused.fine[1]!, 5);
  });

  it('takes what a photo says of finishes by how far it sees their family', () => {
    const red = photo([0.98, 0.01, 0.01], [0.93, 0.04, 0.01]);
    const blue = photo([0.02, 0.97, 0.01], [0.0001, 0.0198, 0.95]);
    const fused = fusePhotos([red, blue], labels);
    expect(fused.fine[0]!).toBeGreaterThan(5 * fused.fine[1]!);
  });

  it('lets no photo veto a label alone', () => {
    const sure = photo([0.9, 0.1, 0], [0.9, 0, 0.1]);
    const blind = photo([0, 0.5, 0.5], [0, 0, 0.5]);
    expect(fusePhotos([sure, sure, sure, blind], labels).coarse[0]!).toBeGreaterThan(0.3);
  });

  const red = photo([0.9, 0.05, 0.05], [0.8, 0.05, 0.05]);
  const blue = photo([0.03, 0.95, 0.02], [0.01, 0.01, 0.9]);

  it('gives the answer of the front alone beside a headstock, a case and a photo with a reason', () => {
    const fused = fusePhotos(
      [
        { ...blue, view: 'headstock' },
        { ...red, view: 'front' },
        { ...blue, view: 'case' },
        { ...blue, view: 'other' },
        { ...blue, view: 'front', reason: 'repeated_photo' },
      ],
      labels,
    );
    expect(fused).toEqual({ coarse: red.coarse, fine: red.fine, weights: [0, 1, 0, 0, 0], disagree: false });
  });

  it('lets a back hardly change what a front or a detail says, and speak for itself alone', () => {
    const back: PhotoScores = { ...blue, view: 'back' };
    for (const view of ['front', 'detail'] as const) {
      const { coarse, disagree } = fusePhotos([{ ...red, view }, back], labels);
      expect(coarse[0]!).toBeGreaterThan(0.8);
      expect(disagree).toBe(false);
    }
    expect(fusePhotos([back], labels)).toMatchObject({ coarse: blue.coarse, fine: blue.fine });
    expect(fusePhotos([{ ...red, view: 'headstock' }, back], labels).coarse[1]!).toBeCloseTo(0.95);
  });

  it('weighs views as it is told', () => {
    const viewWeights = { ...defaultFusion.viewWeights, back: 1 };
    const fused = fuse(
      [
        { ...red, view: 'front' },
        { ...blue, view: 'back' },
      ],
      labels,
      {
        ...defaultFusion,
        viewWeights,
      },
    );
    expect(fused?.weights).toEqual([0.5, 0.5]);
  });

  it('says nothing where no photo has a vote', () => {
    expect(fuse([], labels)).toBeUndefined();
    expect(
      fuse(
        [
          { ...red, reason: 'no_colour' },
          { ...red, view: 'case', reason: 'no_body' },
        ],
        labels,
      ),
    ).toBeUndefined();
  });

  it('hears what has no vote by its view where nothing else speaks', () => {
    const fused = fusePhotos(
      [
        { ...red, view: 'case' },
        { ...blue, reason: 'no_body' },
      ],
      labels,
    );
    expect(fused).toMatchObject({ coarse: red.coarse, weights: [1, 0] });
  });
});

describe('fuseListing', () => {
  const scored = (position: number, more: Partial<PhotoScores>) => ({
    position,
    url: `${position}.jpg`,
    sha256: `${position}`.padStart(64, '0'),
    scores: { ...photo([0.9, 0.05, 0.05], [0.8, 0.05, 0.05]), ...more },
  });

  it('says why no photo has a vote', () => {
    const photos = [
      scored(0, { reason: 'repeated_photo' }),
      scored(1, { reason: 'no_colour' }),
      scored(2, { view: 'headstock', reason: 'no_body' }),
    ];
    expect(fuseListing(photos, labels)).toEqual({
      scores: undefined,
      weights: new Map(),
      reasons: ['no_body', 'no_colour', 'repeated_photo'],
    });
  });

  it('gives no reasons where a photo has a vote', () => {
    const fused = fuseListing([scored(0, { reason: 'no_body' }), scored(1, { view: 'back' })], labels);
    expect(fused).toMatchObject({
      reasons: [],
      weights: new Map([
        [0, 0],
        [1, 1],
      ]),
    });
  });
});
