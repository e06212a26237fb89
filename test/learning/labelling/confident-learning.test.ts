import { describe, expect, it } from 'vitest';
import { findLabelIssues } from '../../../src/learning/labelling/confident-learning.js';
import { createRandom } from '../../../src/random.js';

describe('findLabelIssues', () => {
  it('computes an example worked by hand', () => {
    // Labelled 0: mean of 0.9, 0.7, 0.2, 0.6 is 0.6. Labelled 1: mean of 0.8, 0.6, 0.1 is 0.5.
    const probabilities = [
      [0.9, 0.1], // 0, is 0
      [0.7, 0.3], // 0, is 0
      [0.2, 0.8], // 0, reaches the threshold of 1 only: an issue
      [0.6, 0.4], // 0, is 0
      [0.2, 0.8], // 1, is 1
      [0.4, 0.6], // 1, is 1
      [0.9, 0.1], // 1, reaches the threshold of 0 only: an issue
    ];
    const found = findLabelIssues(probabilities, [0, 0, 0, 0, 1, 1, 1], 2);
    expect(found.counts).toEqual([4, 3]);
    expect(found.thresholds).toEqual([expect.closeTo(0.6), expect.closeTo(0.5)]);
    expect(found.confidentJoint).toEqual([
      [3, 1],
      [1, 2],
    ]);
    expect(found.trueOfGiven).toEqual([
      [0.75, 0.25],
      [expect.closeTo(1 / 3), expect.closeTo(2 / 3)],
    ]);
    // The joint distribution in sevenths: 3, 1; 1, 2.
    expect(found.givenOfTrue).toEqual([
      [expect.closeTo(3 / 4), expect.closeTo(1 / 3)],
      [expect.closeTo(1 / 4), expect.closeTo(2 / 3)],
    ]);
    expect(found.noise).toBeCloseTo(2 / 7);
    expect(found.issues).toEqual([
      {
        row: 6,
        given: 1,
        suggested: 0,
        selfConfidence: 0.1,
        suggestedConfidence: 0.9,
        margin: expect.closeTo(-0.8),
      },
      {
        row: 2,
        given: 0,
        suggested: 1,
        selfConfidence: 0.2,
        suggestedConfidence: 0.8,
        margin: expect.closeTo(-0.6),
      },
    ]);
  });

  it('measures each class by its own confidence', () => {
    // The model is sure of 0 and never of 1: 0.45 is a lot for a 1, so that the third row is one.
    const found = findLabelIssues(
      [
        [0.95, 0.05],
        [0.95, 0.05],
        [0.55, 0.45],
        [0.6, 0.4],
        [0.6, 0.4],
      ],
      [0, 0, 0, 1, 1],
      2,
    );
    expect(found.issues).toEqual([expect.objectContaining({ row: 2, suggested: 1 })]);
    expect(found.issues[0]?.margin).toBeGreaterThan(0);
  });

  it('leaves rows out that are confidently nothing, and never suggests a class without rows', () => {
    const found = findLabelIssues(
      [
        [0.8, 0.1, 0.1],
        [0.9, 0.05, 0.05],
        [0.2, 0.3, 0.5],
        [0.1, 0.9, 0],
      ],
      [0, 0, 0, 1],
      3,
    );
    expect(found.thresholds[2]).toBe(Number.POSITIVE_INFINITY);
    expect(found.issues).toEqual([]);
    expect(found.confidentJoint).toEqual([
      [2, 0, 0],
      [0, 1, 0],
      [0, 0, 0],
    ]);
    expect(found.givenOfTrue.map((line) => line[2])).toEqual([0, 0, 0]);
  });

  it('finds nothing in nothing', () => {
    expect(findLabelIssues([], [], 2)).toMatchObject({ issues: [], noise: 0 });
  });

  it.each([
    // How near the model holds the class that it mixes up, its accuracy; of 5 % wrong labels the least precision and
    // recall of what is found, how many of the first 100 are wrong labels, and the estimated noise.
    { mixed: 2, accuracy: 0.96, precision: 0.95, recall: 0.65, first: 95, noise: [0.03, 0.08] },
    { mixed: 3, accuracy: 0.82, precision: 0.28, recall: 0.55, first: 70, noise: [0.03, 0.18] },
  ])('finds planted noise with a model of accuracy $accuracy, the likeliest first', (model) => {
    const classes = 8;
    const random = createRandom('planted noise');
    const truth = Array.from({ length: 4000 }, () => random.integer(classes));
    const flipped = new Set<number>();
    const given = truth.map((label, row) => {
      if (!random.chance(0.05)) return label;
      flipped.add(row);
      return (label + 1) % classes;
    });
    // Mixes 0 up with 1, 2 with 3 and so on, and knows nothing of the labels.
    const probabilities = truth.map((label) => {
      const logits = Array.from({ length: classes }, () => 0.8 * random.normal());
      logits[label] = (logits[label] as number) + 4;
      logits[label ^ 1] = (logits[label ^ 1] as number) + model.mixed;
      const odds = logits.map(Math.exp);
      const total = odds.reduce((a, b) => a + b, 0);
      return odds.map((value) => value / total);
    });
    const answers = probabilities.map((row) => row.indexOf(Math.max(...row)));
    expect(answers.filter((answer, row) => answer === truth[row]).length / 4000).toBeCloseTo(
      model.accuracy,
      2,
    );

    const { issues, noise, givenOfTrue, trueOfGiven } = findLabelIssues(probabilities, given, classes);
    const right = issues.filter(({ row, suggested }) => flipped.has(row) && suggested === truth[row]).length;
    expect(right / issues.length).toBeGreaterThan(model.precision);
    expect(right / flipped.size).toBeGreaterThan(model.recall);
    // Better than whatever the model sees otherwise.
    const otherwise = answers.flatMap((answer, row) => (answer === given[row] ? [] : [row]));
    const ofThese = otherwise.filter((row) => flipped.has(row)).length / otherwise.length;
    expect(right / issues.length).toBeGreaterThan(1.3 * ofThese);
    const first = issues.slice(0, 100).filter(({ row }) => flipped.has(row)).length;
    expect(first).toBeGreaterThan(model.first);
    expect(noise).toBeGreaterThan(model.noise[0] as number);
    expect(noise).toBeLessThan(model.noise[1] as number);
    for (let label = 0; label < classes; label++) {
      const column = givenOfTrue.reduce((sum, line) => sum + (line[label] as number), 0);
      const line = trueOfGiven[label] as number[];
      expect(column).toBeCloseTo(1);
      expect(line.reduce((a, b) => a + b, 0)).toBeCloseTo(1);
    }
  });
});
