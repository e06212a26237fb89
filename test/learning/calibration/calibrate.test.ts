import { describe, expect, it } from 'vitest';
import { childNumbers, type LabelTree } from '../../../src/classifier/label-tree.js';
import { scoresOf } from '../../../src/classifier/scores.js';
import {
  fitMultilabelTemperature,
  fitTemperatures,
  type HeldBack,
  heldBackAnswers,
} from '../../../src/learning/calibration/calibrate.js';
import { unlabelled, untaught } from '../../../src/learning/fitting/examples.js';
import { createRandom } from '../../../src/random.js';

const labels: LabelTree = {
  coarse: ['red', 'blue', 'green'],
  fine: [
    { label: 'cherry', parent: 'red' },
    { label: 'wine-red', parent: 'red' },
    { label: 'navy', parent: 'blue' },
    { label: 'mint', parent: 'green' },
  ],
};

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
  const held: HeldBack = { logits: [], coarse: [], fine: [], group: [] };
  for (let i = 0; i < count; i++) {
    const logits = Array.from({ length: 7 }, () => 2 * random.normal());
    const coarse = draw(logits.slice(0, 3));
    const siblings = childNumbers(labels, labels.coarse[coarse]!);
    held.logits.push(Float32Array.from(logits));
    held.coarse.push(coarse);
    held.group.push(String(i));
    held.fine.push(siblings[draw(siblings.map((fine) => logits[3 + fine]!))]!);
  }
  return held;
}

describe('fitTemperatures', () => {
  it.each([0.6, 1, 1.8])('recovers the temperature %s that labels were drawn with', (temperature) => {
    const fitted = fitTemperatures(simulate(temperature, 6000), labels);
    expect(fitted.coarse).toBeGreaterThan(temperature * 0.9);
    expect(fitted.coarse).toBeLessThan(temperature * 1.1);
    expect(fitted.fine).toBeGreaterThan(temperature * 0.85);
    expect(fitted.fine).toBeLessThan(temperature * 1.15);
  });

  it('leaves the scores as they are where nothing was held back', () => {
    expect(fitTemperatures({ logits: [], coarse: [], fine: [], group: [] }, labels)).toEqual({
      coarse: 1,
      fine: 1,
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
  it('splits the probability of each coarse label among its fine ones', () => {
    const { coarse, fine } = scoresOf(Float32Array.of(1, 2, 3, 0.5, -0.5, 4, -4), labels, {
      coarse: 0.7,
      fine: 1.3,
    });
    expect(coarse.reduce((a, b) => a + b, 0)).toBeCloseTo(1);
    expect(fine[0]! + fine[1]!).toBeCloseTo(coarse[0]!);
    expect(fine[2]).toBeCloseTo(coarse[1]!);
    expect(fine[3]).toBeCloseTo(coarse[2]!);
  });
});

describe('heldBackAnswers', () => {
  it('says of each tier what was answered, how surely, and whether it was right', () => {
    const sure = Float32Array.of(6, 0, 0, 3, 0, 0, 0);
    const held = {
      logits: [sure, sure, sure, sure],
      coarse: [0, 0, 0, 1],
      fine: [0, unlabelled, untaught, 2],
      group: ['a', 'a', 'b', 'c'],
    };
    const answers = heldBackAnswers(held, labels, { coarse: 1, fine: 1 });
    expect(answers.map(({ group }) => group)).toEqual(['a', 'a', 'b', 'c']);
    expect(answers.map(({ fine }) => fine?.right)).toEqual([true, undefined, false, false]);
    expect(answers.map(({ coarse }) => coarse.right)).toEqual([true, true, true, false]);
    const { coarse, fine } = scoresOf(sure, labels, { coarse: 1, fine: 1 });
    expect(answers[0]?.coarse).toEqual({ label: 'red', confidence: coarse[0], right: true });
    expect(answers[0]?.fine).toEqual({ label: 'cherry', confidence: fine[0], right: true });
  });

  it('has no fine answer for a tree without fine labels', () => {
    const held = { logits: [Float32Array.of(1, 0)], coarse: [0], fine: [unlabelled], group: ['a'] };
    const tags = { coarse: ['red', 'blue'], fine: [] };
    expect(heldBackAnswers(held, tags, { coarse: 1, fine: 1 })[0]?.fine).toBeUndefined();
  });
});
