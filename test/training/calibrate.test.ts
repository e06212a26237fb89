import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random.js';
import {
  fitTemperatures,
  fitThresholds,
  type HeldBack,
  scoresOf,
  thresholdAt,
} from '../../src/training/calibrate.js';

const labels = { families: 3, familyOfFinish: Int32Array.of(0, 0, 1, 2) };

/** Labels drawn from the softmax of the logits divided by a known temperature. */
function simulate(temperature: number, count: number): HeldBack {
  const random = createRandom(`calibrate/${temperature}`);
  const draw = (logits: readonly number[]) => {
    const odds = logits.map((logit) => Math.exp(logit / temperature));
    let left = random.next() * odds.reduce((a, b) => a + b, 0);
    return odds.findIndex((value) => {
      left -= value;
      return left < 0;
    });
  };
  const held = { logits: [] as Float32Array[], family: [] as number[], finish: [] as number[] };
  for (let i = 0; i < count; i++) {
    const logits = Array.from({ length: 7 }, () => 2 * random.normal());
    const family = draw(logits.slice(0, 3));
    const siblings = [0, 1, 2, 3].filter((finish) => labels.familyOfFinish[finish] === family);
    held.logits.push(Float32Array.from(logits));
    held.family.push(family);
    held.finish.push(siblings[draw(siblings.map((finish) => logits[3 + finish] as number))] as number);
  }
  return held;
}

describe('fitTemperatures', () => {
  it.each([0.6, 1, 1.8])('recovers the temperature %s that labels were drawn with', (temperature) => {
    const fitted = fitTemperatures(simulate(temperature, 6000), labels);
    expect(fitted.family).toBeGreaterThan(temperature * 0.9);
    expect(fitted.family).toBeLessThan(temperature * 1.1);
    expect(fitted.finish).toBeGreaterThan(temperature * 0.85);
    expect(fitted.finish).toBeLessThan(temperature * 1.15);
  });

  it('leaves the scores as they are where nothing was held back', () => {
    expect(fitTemperatures({ logits: [], family: [], finish: [] }, labels)).toEqual({ family: 1, finish: 1 });
  });
});

describe('scoresOf', () => {
  it('splits the probability of each family among its finishes', () => {
    const { families, finishes } = scoresOf(Float32Array.of(1, 2, 3, 0.5, -0.5, 4, -4), labels, {
      family: 0.7,
      finish: 1.3,
    });
    expect(families.reduce((a, b) => a + b, 0)).toBeCloseTo(1);
    expect((finishes[0] as number) + (finishes[1] as number)).toBeCloseTo(families[0] as number);
    expect(finishes[2]).toBeCloseTo(families[1] as number);
    expect(finishes[3]).toBeCloseTo(families[2] as number);
  });
});

describe('thresholdAt', () => {
  const answers = Array.from({ length: 100 }, (_, i) => ({
    confidence: 1 - i / 100,
    right: i < 50 || i % 2 === 0,
  }));

  it('goes as low as the precision allows', () => {
    const threshold = thresholdAt(answers, 0.9);
    const given = answers.filter(({ confidence }) => confidence >= threshold);
    const next = answers.slice(0, given.length + 2);
    expect(given.filter(({ right }) => right).length / given.length).toBeGreaterThanOrEqual(0.9);
    expect(next.filter(({ right }) => right).length / next.length).toBeLessThan(0.9);
  });

  it('falls back on the confidence itself where evidence is missing', () => {
    expect(thresholdAt(answers.slice(0, 10), 0.9)).toBe(0.9);
    expect(
      fitThresholds({ logits: [], family: [], finish: [] }, labels, { family: 1, finish: 1 }, 0.95),
    ).toEqual({
      family: 0.95,
      finish: 0.95,
    });
  });
});
