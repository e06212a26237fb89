import { beforeAll, describe, expect, it } from 'vitest';
import type { ByTier, LabelTree } from '../../../src/classifier/label-tree.js';
import {
  certifyContract,
  type HeldBackAnswer,
  type PrecisionTarget,
  type TierContract,
  thresholdsOf,
} from '../../../src/learning/calibration/contract.js';
import { createRandom, type Random } from '../../../src/random.js';

const families = ['red', 'blue', 'green'];
const finishes = ['cherry', 'wine-red', 'navy', 'teal', 'mint', 'odd'];
const labels: LabelTree = {
  coarse: families,
  fine: finishes.map((label, i) => ({ label, parent: families[i >> 1]! })),
};
const target: PrecisionTarget = { precision: 0.95, confidence: 0.95, scope: 'pooled' };

interface Guitar {
  finish: string;
  family: string;
  /** Probabilities of being right; also what the model says. */
  finishConfidence: number;
  familyConfidence: number;
}

/**
 * Guitars whose confidences are what they claim: finish accuracy 0.83, family accuracy 0.92. One in a thousand is
 * of the finish "odd".
 */
function createPopulation(random: Random): Guitar[] {
  return Array.from({ length: 20_000 }, () => {
    // Beta(3/2, 3/10) has the mean 0.833: most answers sure, a long tail of doubt.
    const finishConfidence = beta(random, 1.5, 0.3);
    const familyConfidence = finishConfidence + (1 - finishConfidence) * (0.2 + 0.7 * random.next());
    const finish = random.chance(0.001) ? 'odd' : random.pick(finishes.slice(0, 5));
    const family = families[Math.floor(finishes.indexOf(finish) / 2)] as string;
    return { finish, family, finishConfidence, familyConfidence };
  });
}

/** Jöhnk's method (Devroye 1986, Non-Uniform Random Variate Generation, IX.3.5). */
function beta(random: Random, a: number, b: number): number {
  for (;;) {
    const x = random.next() ** (1 / a);
    const y = random.next() ** (1 / b);
    if (x + y <= 1 && x + y > 0) return x / (x + y);
  }
}

function photograph(guitar: Guitar, group: string, random: Random): HeldBackAnswer {
  const right = random.next();
  return {
    group,
    coarse: {
      label: guitar.family,
      confidence: guitar.familyConfidence,
      right: right < guitar.familyConfidence,
    },
    fine: {
      label: guitar.finish,
      confidence: guitar.finishConfidence,
      right: right < guitar.finishConfidence,
    },
  };
}

function draw(population: readonly Guitar[], count: number, random: Random): HeldBackAnswer[] {
  return Array.from({ length: count }, (_, i) => photograph(random.pick(population), String(i), random));
}

/** True share of right answers of each level, and the share of guitars answered there. */
function truth(population: readonly Guitar[], contract: ByTier<TierContract>) {
  const thresholds = thresholdsOf(contract);
  const least = (threshold: number | null | undefined) => threshold ?? Number.POSITIVE_INFINITY;
  const finish = population.filter((g) => g.finishConfidence >= least(thresholds.fine[g.finish]));
  const family = population.filter(
    (g) =>
      g.finishConfidence < least(thresholds.fine[g.finish]) &&
      g.familyConfidence >= least(thresholds.coarse[g.family]),
  );
  const of = (chosen: readonly Guitar[], key: 'finishConfidence' | 'familyConfidence') => ({
    coverage: chosen.length / population.length,
    // No answer breaks no contract.
    precision: chosen.length === 0 ? 1 : chosen.reduce((sum, g) => sum + g[key], 0) / chosen.length,
  });
  return { finish: of(finish, 'finishConfidence'), family: of(family, 'familyConfidence') };
}

/** The former rule: as low as the held-back answers above, at least 20, were right often enough. */
function empiricalThreshold(answers: readonly HeldBackAnswer[], precision: number): number {
  const sorted = answers.map(({ fine }) => fine!).sort((a, b) => b.confidence - a.confidence);
  let right = 0;
  let threshold = precision;
  for (const [index, answer] of sorted.entries()) {
    right += answer.right ? 1 : 0;
    if (index >= 19 && right / (index + 1) >= precision) threshold = answer.confidence;
  }
  return threshold;
}

describe('certifyContract', () => {
  let population: Guitar[];
  beforeAll(() => {
    population = createPopulation(createRandom('guitars'));
  });

  it('keeps the contract in both tiers in 95 % of draws, which an empirical threshold breaks every other time', () => {
    const random = createRandom('draws');
    const draws = 200;
    const broken = { finish: 0, family: 0, empirical: 0 };
    let coverage = 0;
    for (let i = 0; i < draws; i++) {
      const answers = draw(population, 600, random);
      const certified = truth(population, certifyContract(answers, labels, target, i));
      if (certified.finish.precision < 0.95) broken.finish++;
      if (certified.family.precision < 0.95) broken.family++;
      coverage += certified.finish.coverage / draws;
      const threshold = empiricalThreshold(answers, 0.95);
      const given = population.filter((guitar) => guitar.finishConfidence >= threshold);
      if (given.reduce((sum, g) => sum + g.finishConfidence, 0) / given.length < 0.95) broken.empirical++;
    }
    // Three standard errors of 0.05 over the draws.
    const most = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / draws);
    expect(broken.finish / draws).toBeLessThan(most);
    expect(broken.family / draws).toBeLessThan(most);
    expect(broken.empirical / draws).toBeGreaterThan(0.3);
    // 0.73 of the guitars could be answered at this precision if everything were known.
    expect(coverage).toBeGreaterThan(0.5);
  });

  it('raises the threshold to where answers from elsewhere are right as often', () => {
    const random = createRandom('sources');
    const main = draw(population, 1500, random);
    const other = draw(population, 1500, random).map((answer, i): HeldBackAnswer => {
      // A tenth of the right ones is wrong, unless they are very sure.
      const spoil = <T extends { confidence: number; right: boolean | undefined }>(tier: T): T => ({
        ...tier,
        elsewhere: true,
        right: tier.right && (tier.confidence > 0.97 || i % 10 > 0),
      });
      return { group: `other ${answer.group}`, coarse: spoil(answer.coarse), fine: spoil(answer.fine!) };
    });
    const [alone, both] = [main, [...main, ...other]].map((answers) =>
      certifyContract(answers, labels, target),
    );
    const least = (contract: ByTier<TierContract>) => thresholdsOf(contract).fine.cherry!;
    expect(least(both!)).toBeGreaterThan(least(alone!));
    expect(alone!.fine.elsewhere).toBeUndefined();
    const { right, tested } = both!.fine.elsewhere!;
    expect(right / tested).toBeGreaterThanOrEqual(0.95);
  });

  it('keeps the contract of the main source where no confidence holds elsewhere, and says how it is there', () => {
    const random = createRandom('uncertain');
    const main = draw(population, 1500, random);
    const other = draw(population, 100, random).map((answer): HeldBackAnswer => {
      const wrong = { elsewhere: true, right: false };
      return {
        group: `other ${answer.group}`,
        coarse: { ...answer.coarse, ...wrong },
        fine: { ...answer.fine!, ...wrong },
      };
    });
    const alone = certifyContract(main, labels, target);
    const both = certifyContract([...main, ...other], labels, target);
    expect(thresholdsOf(both)).toEqual(thresholdsOf(alone));
    expect(both.fine.elsewhere).toMatchObject({ right: 0, tested: expect.any(Number) });
  });

  it('answers more the more was held back', () => {
    const random = createRandom('sizes');
    const coverage = [200, 1300, 5400].map(
      (count) =>
        truth(population, certifyContract(draw(population, count, random), labels, target)).finish.coverage,
    );
    expect(coverage[1]).toBeGreaterThan((coverage[0] as number) + 0.05);
    expect(coverage[2]).toBeGreaterThan((coverage[1] as number) - 0.01);
    expect(coverage[2]).toBeGreaterThan(0.66);
  });

  it('counts one photo of each guitar', () => {
    // Twenty photos of each of 30 guitars are right or wrong together: 600 photos prove no more than 30.
    const random = createRandom('guitars of many photos');
    const photos = Array.from({ length: 30 }, (_, i) => {
      const one = photograph(random.pick(population), `guitar ${i}`, random);
      const right = { ...one, fine: { ...one.fine!, right: true } };
      return Array.from({ length: 20 }, () => right);
    }).flat();
    const contract = certifyContract(photos, labels, target);
    expect(contract.photos).toBe(30);
    expect(contract.fine).toMatchObject({ answered: 0, coverage: 0, lowerBound: null });
    const alone = photos.map((photo, i) => ({ ...photo, group: String(i) }));
    expect(certifyContract(alone, labels, target).fine.answered).toBeGreaterThan(0);
  });

  it('refuses everything where too little is held back, and says how much is missing', () => {
    const right = (count: number) =>
      Array.from({ length: count }, (_, i): HeldBackAnswer => {
        const answer = { confidence: 0.9, right: true };
        return {
          group: String(i),
          coarse: { ...answer, label: 'red' },
          fine: { ...answer, label: 'cherry' },
        };
      });
    const refused = certifyContract(right(40), labels, target);
    expect(thresholdsOf(refused).fine).toEqual(Object.fromEntries(finishes.map((slug) => [slug, null])));
    expect(refused.fine).toMatchObject({ answered: 0, lowerBound: null, missing: 19 });
    expect(refused.fine.labels.cherry).toMatchObject({ threshold: null, heldBack: 40, missing: 19 });
    expect(refused.fine.labels.mint).toMatchObject({ threshold: null, heldBack: 0, missing: 5 });
    const answered = certifyContract(right(59), labels, target);
    expect(answered.fine).toMatchObject({ answered: 59, coverage: 1, tested: 59, right: 59, missing: 0 });
    expect(answered.fine.lowerBound).toBeCloseTo(0.05 ** (1 / 59));
    expect(thresholdsOf(answered).fine).toMatchObject({ cherry: 0, mint: null });
    // Nothing is left to the family, which is thus untested and refuses.
    expect(answered.coarse).toMatchObject({ answered: 0, missing: 59 });
    expect(certifyContract([], labels, target).fine).toMatchObject({ coverage: 0, missing: 59 });
  });

  it('refuses a label that was hardly ever answered, however right it was', () => {
    const answers = draw(population, 1500, createRandom('rare'));
    const rare = answers.slice(0, 4).map(
      (answer, i): HeldBackAnswer => ({
        ...answer,
        group: `rare ${i}`,
        fine: { label: 'odd', confidence: 0.999, right: true },
      }),
    );
    const common = answers.filter(({ fine }) => fine?.label !== 'odd');
    const { fine } = certifyContract([...common, ...rare], labels, target);
    expect(fine.labels.odd).toMatchObject({ threshold: null, heldBack: 4, answered: 0, missing: 1 });
    expect(fine.labels.mint?.threshold).toBeGreaterThan(0);
  });

  it('certifies the family on the photos whose finish refuses', () => {
    // Sure finishes are always right; of the others the family is right in 0.9 only, of all together in 0.96.
    const photos = Array.from({ length: 1000 }, (_, i): HeldBackAnswer => {
      const sure = i % 5 < 3;
      const place = i / 1000;
      return {
        group: String(i),
        coarse: { label: 'red', confidence: 0.9 + place / 100, right: sure || i % 10 !== 3 },
        fine: { label: 'cherry', confidence: (sure ? 0.9 : 0.3) + place / 100, right: sure },
      };
    });
    const contract = certifyContract(photos, labels, target);
    expect(contract.fine).toMatchObject({ coverage: expect.closeTo(0.6, 1), tested: expect.any(Number) });
    expect(contract.coarse.answered).toBe(0);
    expect(contract.coarse.missing).toBeNull();
  });

  it('does not count photos of an unknown finish as right or wrong', () => {
    const answers = draw(population, 800, createRandom('some without finish'));
    const blind = answers.map(
      (answer, i): HeldBackAnswer => ({
        ...answer,
        fine: { ...answer.fine!, right: i % 2 === 0 ? answer.fine!.right : undefined },
      }),
    );
    const { fine } = certifyContract(blind, labels, target);
    expect(fine.answered).toBeGreaterThan(1.5 * fine.tested);
    expect(fine.coverage).toBe(fine.answered / 800);
  });

  it('is certified label by label where the operator says so', () => {
    const sample = draw(population, 2400, createRandom('by label'));
    // The model is blind to mint: what it answers so is right in half of the cases, however sure it is.
    const answers = sample.map(
      (answer, i): HeldBackAnswer =>
        answer.fine?.label === 'mint' ? { ...answer, fine: { ...answer.fine, right: i % 2 === 0 } } : answer,
    );
    const { fine } = certifyContract(answers, labels, { ...target, scope: 'label' });
    expect(fine.labels.mint).toMatchObject({ threshold: null, missing: null });
    expect(fine.labels.odd).toMatchObject({ threshold: null });
    expect(fine.labels.odd?.missing).toBeGreaterThan(40);
    for (const label of ['cherry', 'wine-red', 'navy', 'teal']) {
      expect(fine.labels[label]?.lowerBound).toBeGreaterThanOrEqual(0.95);
    }
    const thresholds = new Set(['cherry', 'wine-red', 'navy', 'teal'].map((l) => fine.labels[l]?.threshold));
    expect(thresholds.size).toBe(4);
    expect(fine.lowerBound).toBeNull();
  });

  it('is the same for the same seed, and climbs straight to the coarse tier where there are no fine labels', () => {
    const answers = draw(population, 400, createRandom('families')).map((answer, i) => ({
      ...answer,
      group: String(i >> 1),
      fine: undefined,
    }));
    const flat: LabelTree = { coarse: families, fine: [] };
    const contract = certifyContract(answers, flat, target, 7);
    expect(certifyContract(answers, flat, target, 7)).toEqual(contract);
    expect(contract.fine).toMatchObject({ answered: 0, labels: {} });
    expect(contract.photos).toBe(200);
    expect(contract.coarse.answered).toBeGreaterThan(0);
  });
});
