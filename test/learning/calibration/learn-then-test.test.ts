import { describe, expect, it } from 'vitest';
import { answersMissing, certifyThreshold } from '../../../src/learning/calibration/learn-then-test.js';
import type { Answer } from '../../../src/learning/evaluation/metrics.js';
import { createRandom } from '../../../src/random.js';

/** Surest first, the wrong ones named by their rank from 0 on. */
function answers(count: number, wrong: readonly number[] = []): Answer[] {
  return Array.from({ length: count }, (_, i) => ({ confidence: 1 - i / count, right: !wrong.includes(i) }));
}

describe('certifyThreshold', () => {
  it('certifies all of 59 answers without an error, and none of 58', () => {
    expect(certifyThreshold(answers(59), 0.95, 0.05)).toEqual({
      threshold: 0,
      tested: 59,
      right: 59,
      lowerBound: expect.closeTo(0.05 ** (1 / 59)),
    });
    expect(certifyThreshold(answers(58), 0.95, 0.05)).toBeUndefined();
    expect(certifyThreshold([], 0.95, 0.05)).toBeUndefined();
  });

  it('stops above the errors, and says what it rests on', () => {
    const late = Array.from({ length: 60 }, (_, i) => 140 + i);
    const certified = certifyThreshold(answers(200, late), 0.95, 0.05);
    const { threshold, tested, right, lowerBound } = certified!;
    expect(tested).toBe(answers(200).filter(({ confidence }) => confidence >= threshold).length);
    expect(right).toBe(answers(200, late).filter((a) => a.confidence >= threshold && a.right).length);
    expect(lowerBound).toBeGreaterThanOrEqual(0.95);
    expect(tested).toBeGreaterThan(130);
    expect(tested).toBeLessThan(146);
  });

  it('starts again below errors of the surest answers where there are answers to spare', () => {
    // The first start fails at the top; the precision further down is 0.99.
    const early = Array.from({ length: 15 }, (_, i) => 5 * i);
    const certified = certifyThreshold(answers(1500, early), 0.95, 0.05);
    expect(certified?.threshold).toBe(0);
    expect(certifyThreshold(answers(150, early), 0.95, 0.05)).toBeUndefined();
  });

  it('takes equal confidences together', () => {
    // 30 answers at 1, 60 at 0.75, 30 at 0.5.
    const tied = Array.from({ length: 120 }, (_, i) => (i < 30 ? 1 : i < 90 ? 0.75 : 0.5));
    const wrongAt = (wrong: number) =>
      tied.map((confidence) => ({ confidence, right: confidence !== wrong }));
    const { threshold, tested } = certifyThreshold(wrongAt(0.5), 0.95, 0.05)!;
    expect(tested).toBe(90);
    expect(threshold).toBeGreaterThan(0.5);
    expect(threshold).toBeLessThan(0.75);
    expect(certifyThreshold(wrongAt(0.75), 0.95, 0.05)).toBeUndefined();
  });

  it.each([0.95, 0.948, 0.9])('is wrong in at most 5 % of draws where %s of answers are right', (share) => {
    const random = createRandom(`always wrong/${share}`);
    const draws = 1500;
    let certified = 0;
    for (let draw = 0; draw < draws; draw++) {
      const sample = Array.from({ length: 650 }, () => ({
        confidence: random.next(),
        // A hair below the target, so that whatever is certified is wrong.
        right: random.next() < share - 1e-9,
      }));
      if (certifyThreshold(sample, 0.95, 0.05)) certified++;
    }
    // Three standard errors of 0.05 over the draws.
    expect(certified / draws).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / draws));
  });
});

describe('answersMissing', () => {
  it('is what 59 answers without an error lack', () => {
    expect(answersMissing([], 0.95, 0.05)).toBe(59);
    expect(answersMissing(answers(40), 0.95, 0.05)).toBe(19);
  });

  it('counts the answers that the surest ones come with', () => {
    // The surer half is without an error: 59 such answers come with as many others.
    const half = Array.from({ length: 20 }, (_, i) => 20 + i);
    const missing = answersMissing(answers(40, half), 0.95, 0.05);
    expect(missing).toBeGreaterThan(70);
    expect(missing).toBeLessThan(85);
  });

  it('is more where some are wrong', () => {
    const one = answersMissing(answers(50, [40]), 0.95, 0.05) as number;
    expect(one).toBeGreaterThan(answersMissing(answers(50), 0.95, 0.05) as number);
    expect(one).toBeLessThan(100);
  });

  it('is null where no number of answers like these would do', () => {
    const often = [...Array(100).keys()].filter((i) => i % 5 === 0);
    expect(answersMissing(answers(100, often), 0.95, 0.05)).toBeNull();
    expect(answersMissing([], 1, 0.05)).toBeNull();
  });
});
