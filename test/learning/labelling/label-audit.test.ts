import { describe, expect, it } from 'vitest';
import { auditLabels } from '../../../src/learning/labelling/label-audit.js';

const labels = {
  coarse: ['red', 'blue'],
  fine: [
    { label: 'cherry', parent: 'red' },
    { label: 'wine-red', parent: 'red' },
    { label: 'navy', parent: 'blue' },
  ],
};
const scores = (red: number, cherryOfRed: number) => ({
  coarse: Float32Array.of(red, 1 - red),
  fine: Float32Array.of(red * cherryOfRed, red * (1 - cherryOfRed), 1 - red),
});
const cherry = { family: 'red', finish: 'cherry' };
const wineRed = { family: 'red', finish: 'wine-red' };
const navy = { family: 'blue', finish: 'navy' };

describe('auditLabels', () => {
  const given = [
    ...Array.from({ length: 9 }, () => cherry),
    ...Array.from({ length: 10 }, () => wineRed),
    ...Array.from({ length: 10 }, () => navy),
    cherry, // row 29: looks wine-red
    cherry, // row 30: looks blue
    { family: 'blue', finish: undefined }, // row 31: looks red
    { family: 'red', finish: 'rare-red' }, // row 32: a finish that the model does not know
  ];
  const seen = [
    ...Array.from({ length: 9 }, () => scores(0.95, 0.9)),
    ...Array.from({ length: 10 }, () => scores(0.95, 0.1)),
    ...Array.from({ length: 10 }, () => scores(0.05, 0.5)),
    scores(0.96, 0.02),
    scores(0.01, 0.5),
    scores(0.94, 0.5),
    scores(0.97, 0.99),
  ];

  it('ranks wrong families and wrong finishes together, with reasons', () => {
    const { mislabels, noise } = auditLabels(given, seen, labels);
    expect(
      mislabels.map(({ row, rank, tier, given, suggested }) => [row, rank, tier, given, suggested]),
    ).toEqual([
      [30, 1, 'family', 'red', 'blue'],
      [29, 2, 'finish', 'cherry', 'wine-red'],
      [31, 3, 'family', 'blue', 'red'],
    ]);
    expect(mislabels[1]).toMatchObject({
      selfConfidence: expect.closeTo(0.02),
      suggestedConfidence: expect.closeTo(0.98),
      margin: expect.closeTo(-0.96),
      reason:
        'labelled cherry, the photo looks wine-red: 0.98 against 0.02; 1 of 10 photos labelled cherry look wine-red',
    });
    expect(noise.finish).toBeGreaterThan(0);
    expect(noise.family).toBeGreaterThan(0);
  });

  it('suggests nothing that the model would not answer itself', () => {
    // The model hardly knows blue: the photo labelled so gets 0.03, which the next one reaches while it looks red.
    const certain = Array.from({ length: 20 }, () => scores(0.95, 0.9));
    const unsure = [...certain, scores(0.97, 0.9), scores(0.6, 0.9), scores(0.3, 0.9)];
    const labelled = unsure.map((_, row) => (row === 20 ? navy : cherry));
    const { mislabels } = auditLabels(labelled, unsure, labels);
    expect(mislabels.map(({ row, given, suggested }) => [row, given, suggested])).toEqual([
      [20, 'blue', 'red'],
      [22, 'red', 'blue'],
    ]);
  });

  it('does not judge the finish of a photo whose family is wrong', () => {
    const { mislabels } = auditLabels(given, seen, labels);
    expect(mislabels.filter(({ row }) => row === 30)).toHaveLength(1);
  });

  it('refuses a family that the model does not know', () => {
    expect(() => auditLabels([{ family: 'plaid', finish: undefined }], [scores(0.5, 0.5)], labels)).toThrow(
      'plaid',
    );
  });
});
