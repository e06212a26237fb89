import { describe, expect, it } from 'vitest';
import { type FinishToPlan, planLabels } from '../../../src/learning/labelling/label-planner.js';
import { createRandom } from '../../../src/random.js';

/** A finish whose recall is that of 1 - factor * 2 n^-0.4, as exactly as its tested photos can say. */
function finish(
  slug: string,
  photos: number,
  options: { listings?: number; factor?: number } = {},
): FinishToPlan {
  const { listings = 100, factor = 1 } = options;
  const error = Math.min(1, factor * 2 * photos ** -0.4);
  const tested = photos;
  return {
    slug,
    family: 'red',
    photos,
    measurements: [{ trainingPhotos: photos, tested, right: Math.round(tested * (1 - error)) }],
    listings,
  };
}
const crowd = [10, 15, 25, 40, 70, 120, 200, 400].map((photos) => finish(`crowd-${photos}`, photos));
const untaught = (slug: string, photos: number, listings: number): FinishToPlan => ({
  slug,
  family: 'blue',
  photos,
  measurements: [],
  listings,
});
const orderOf = (finishes: readonly FinishToPlan[], options = {}) =>
  planLabels([...crowd, ...finishes], options)
    .finishes.map(({ slug }) => slug)
    .filter((slug) => finishes.some((one) => one.slug === slug));

describe('planLabels', () => {
  it('puts the finish with fewer photos first, other things being equal', () => {
    expect(orderOf([finish('many', 300), finish('few', 30)])).toEqual(['few', 'many']);
  });

  it('puts the finish that is commoner in the catalogue first', () => {
    const rare = finish('rare', 40, { listings: 20 });
    const common = finish('common', 40, { listings: 400 });
    expect(orderOf([rare, common])).toEqual(['common', 'rare']);
  });

  it('puts the finish that is hard to tell first, and one that is told apart already last', () => {
    const hard = finish('hard', 60, { factor: 1.8 });
    const easy = finish('easy', 60, { factor: 0.2 });
    expect(orderOf([easy, finish('usual', 60), hard])).toEqual(['hard', 'usual', 'easy']);
  });

  it('lists finishes that are not taught: a common one first, one that nobody sells last', () => {
    const common = untaught('surf-green', 2, 300);
    const absent = untaught('plaid', 0, 0);
    const { finishes } = planLabels([...crowd, common, absent]);
    expect(finishes[0]).toMatchObject({ slug: 'surf-green', recall: 0, expected: { now: 0 } });
    expect(finishes[0]?.expected.after).toBeGreaterThan(0.2);
    expect(finishes.at(-1)).toMatchObject({ slug: 'plaid', gain: 0 });
    expect(finishes).toHaveLength(crowd.length + 2);
  });

  it('expects nothing of extra photos that do not suffice to teach a finish', () => {
    const { finishes } = planLabels([...crowd, untaught('surf-green', 1, 300)], { extraPhotos: 3 });
    expect(finishes.find(({ slug }) => slug === 'surf-green')).toMatchObject({ gain: 0 });
  });

  it('goes by the labelled photos where the catalogue is not known', () => {
    const blind = [...crowd, untaught('plaid', 0, 0)].map(({ listings, ...rest }) => rest);
    const { finishes } = planLabels(blind);
    expect(finishes.reduce((total, { share }) => total + share, 0)).toBeCloseTo(1);
    expect(finishes.find(({ slug }) => slug === 'plaid')?.gain).toBeGreaterThan(0);
    expect(finishes[0]?.reason).toContain('of labelled photos');
  });

  it('trusts a finish that was hardly tested no more than the others', () => {
    const lucky: FinishToPlan = {
      ...finish('lucky', 40),
      measurements: [{ trainingPhotos: 40, tested: 2, right: 2 }],
    };
    const proven: FinishToPlan = {
      ...finish('proven', 40),
      measurements: [{ trainingPhotos: 40, tested: 200, right: 200 }],
    };
    const hard = finish('hard', 150, { factor: 2 });
    const { finishes } = planLabels([...crowd, hard, lucky, proven]);
    const now = (slug: string) => finishes.find((one) => one.slug === slug)?.expected.now as number;
    // 2 n^-0.4 at 40 photos: recall 0.54.
    expect(now('lucky')).toBeGreaterThan(0.45);
    expect(now('lucky')).toBeLessThan(0.75);
    expect(now('proven')).toBeGreaterThan(0.9);
  });

  it('says why', () => {
    const { finishes } = planLabels([
      ...crowd,
      finish('sonic-blue', 41, { listings: 60 }),
      untaught('plaid', 1, 9),
    ]);
    expect(finishes.find(({ slug }) => slug === 'sonic-blue')?.reason).toMatch(
      /^41 photos, recall 0\.\d\d, 6\.9 % of listings: 20 more photos should bring \+\d\.\d\d? % right answers$/,
    );
    expect(finishes.find(({ slug }) => slug === 'plaid')?.reason).toMatch(
      /^1 photo, not taught before it has 5, 1\.0 % of listings: 20 more photos/,
    );
  });

  it('finds the finishes that gain most among simulated ones, from noisy recalls', () => {
    const random = createRandom('planner');
    const truths = Array.from({ length: 44 }, (_, i) => {
      const photos = Math.round(8 * 1.09 ** i);
      const factor = Math.exp(0.4 * random.normal());
      const listings = random.integer(1000);
      const errorWith = (n: number) => Math.min(1, factor * (1.6 * n ** -0.4 + 0.02));
      const right = Array.from({ length: photos }, () => random.next() >= errorWith(photos)).filter(Boolean);
      const measured = { trainingPhotos: photos, tested: photos, right: right.length };
      const gain = listings * (errorWith(photos) - errorWith(photos + 20));
      return {
        gain,
        plan: { slug: `finish-${i}`, family: 'red', photos, measurements: [measured], listings },
      };
    });
    const best = truths
      .sort((a, b) => b.gain - a.gain)
      .slice(0, 10)
      .map(({ plan }) => plan.slug);
    const { finishes, fitted, law } = planLabels(truths.map(({ plan }) => plan));
    const planned = finishes.slice(0, 10).map(({ slug }) => slug);
    expect(planned.filter((slug) => best.includes(slug)).length).toBeGreaterThanOrEqual(7);
    expect(fitted).toBe(true);
    expect(1.6 * 50 ** -0.4 + 0.02).toBeCloseTo(law.scale * 50 ** -law.exponent + law.floor, 1);
  });

  it('assumes the usual rate where too few sizes were measured, and refuses without any', () => {
    const two = [finish('a', 40), finish('b', 50)];
    const plan = planLabels(two);
    expect(plan).toMatchObject({ fitted: false, law: { exponent: 0.5 } });
    expect(plan.finishes[0]?.gain).toBeGreaterThan(0);
    expect(() => planLabels([untaught('plaid', 2, 10)])).toThrow('no finish was tested');
  });
});
