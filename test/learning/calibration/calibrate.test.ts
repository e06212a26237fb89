import { describe, expect, it } from 'vitest';
import { scoresOf } from '../../../src/classifier/scores.js';
import {
  fitMultilabelTemperature,
  fitTemperatures,
  type HeldBack,
  heldBackAnswers,
  unlabelled,
  untaught,
} from '../../../src/learning/calibration/calibrate.js';
import { createRandom } from '../../../src/random.js';

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
  const held: HeldBack = { logits: [], family: [], finish: [], group: [] };
  for (let i = 0; i < count; i++) {
    const logits = Array.from({ length: 7 }, () => 2 * random.normal());
    const family = draw(logits.slice(0, 3));
    const siblings = [0, 1, 2, 3].filter((finish) => labels.familyOfFinish[finish] === family);
    held.logits.push(Float32Array.from(logits));
    held.family.push(family);
    held.group.push(String(i));
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
    expect(fitTemperatures({ logits: [], family: [], finish: [], group: [] }, labels)).toEqual({
      family: 1,
      finish: 1,
    });
  });
});

describe('fitMultilabelTemperature', () => {
  it.each([0.6, 1.8])('recovers the temperature %s that labels were drawn with', (temperature) => {
    const random = createRandom(`multilabel/${temperature}`);
    const logits = Array.from({ length: 10_000 }, () =>
      Float32Array.from({ length: 3 }, () => 2 * random.normal()),
    );
    const drawn = logits.map((row) =>
      Array.from(row, (logit) => random.chance(1 / (1 + Math.exp(-logit / temperature)))),
    );
    const fitted = fitMultilabelTemperature(logits, (row, label) => drawn[row]![label]!);
    expect(fitted).toBeGreaterThan(temperature * 0.9);
    expect(fitted).toBeLessThan(temperature * 1.1);
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

describe('heldBackAnswers', () => {
  it('says of each tier what was answered, how surely, and whether it was right', () => {
    const sure = Float32Array.of(6, 0, 0, 3, 0, 0, 0);
    const held = {
      logits: [sure, sure, sure, sure],
      family: [0, 0, 0, 1],
      finish: [0, unlabelled, untaught, 2],
      group: ['a', 'a', 'b', 'c'],
    };
    const names = { families: ['red', 'blue', 'green'], finishes: ['cherry', 'wine-red', 'navy', 'mint'] };
    const answers = heldBackAnswers(held, labels, { family: 1, finish: 1 }, names);
    expect(answers.map(({ group }) => group)).toEqual(['a', 'a', 'b', 'c']);
    expect(answers.map(({ finish }) => finish?.right)).toEqual([true, undefined, false, false]);
    expect(answers.map(({ family }) => family.right)).toEqual([true, true, true, false]);
    const { families, finishes } = scoresOf(sure, labels, { family: 1, finish: 1 });
    expect(answers[0]?.family).toEqual({ label: 'red', confidence: families[0], right: true });
    expect(answers[0]?.finish).toEqual({ label: 'cherry', confidence: finishes[0], right: true });
  });

  it('has no finish for a model without any', () => {
    const held = { logits: [Float32Array.of(1, 0)], family: [0], finish: [unlabelled], group: ['a'] };
    const flat = { families: 2, familyOfFinish: new Int32Array() };
    const names = { families: ['red', 'blue'], finishes: [] };
    expect(heldBackAnswers(held, flat, { family: 1, finish: 1 }, names)[0]?.finish).toBeUndefined();
  });
});
