import { describe, expect, it } from 'vitest';
import type { LabelThresholds } from '../../src/classifier/classifier.js';
import { type ByTier, type LabelTree, labelsOf } from '../../src/classifier/label-tree.js';
import type { Work } from '../../src/enrichment/claim.js';
import { decide } from '../../src/suggestion/decide.js';
import { evidenceSchema } from '../../src/suggestion/evidence.js';

const labels: LabelTree = {
  coarse: ['red', 'blue'],
  fine: [
    { label: 'fiesta-red', parent: 'red' },
    { label: 'candy-apple-red', parent: 'red' },
    { label: 'lake-placid-blue', parent: 'blue' },
  ],
};
/** The same threshold for every label of a tier. */
function thresholdsAt(confidence: ByTier<number>): ByTier<LabelThresholds> {
  const { coarse, fine } = labelsOf(labels);
  const all = (names: readonly string[], least: number) =>
    Object.fromEntries(names.map((name) => [name, least]));
  return { coarse: all(coarse, confidence.coarse), fine: all(fine, confidence.fine) };
}
const classifier = { labels, thresholds: thresholdsAt({ fine: 0.8, coarse: 0.9 }) };

const scores = (coarse: number[], fine: number[], disagree = false) => ({
  coarse: Float32Array.from(coarse),
  fine: Float32Array.from(fine),
  weights: [1],
  disagree,
});
const sureOfFinish = scores([0.97, 0.03], [0.9, 0.05, 0.03]);
const sureOfFamily = scores([0.97, 0.03], [0.5, 0.45, 0.03]);
const unsure = scores([0.6, 0.4], [0.3, 0.3, 0.4]);

function work(
  listing: Partial<Work['listing']> = {},
  reasons: Work['reasons'] = ['missing'],
): Pick<Work, 'listing' | 'reasons'> {
  const nothing = { finish: null, finishSlug: null, finishFamily: null };
  const noText = { textFinish: null, textFamily: null, textPhrase: null };
  return { reasons, listing: { id: 1, externalId: 'a', ...nothing, ...noText, ...listing } };
}

describe('decide', () => {
  it('answers with the finish where it is certain enough', () => {
    const { answer } = decide(sureOfFinish, classifier, work(), []);
    expect(answer).toEqual({
      level: 'finish',
      family: 'red',
      finish: 'fiesta-red',
      confidence: expect.closeTo(0.9),
    });
  });

  it('climbs to the family where only that is certain, and keeps the best finish', () => {
    const { answer } = decide(sureOfFamily, classifier, work(), []);
    expect(answer).toEqual({
      level: 'family',
      family: 'red',
      finish: 'fiesta-red',
      confidence: expect.closeTo(0.97),
    });
  });

  it('climbs to the family where the finish refuses, and to none where the family does too', () => {
    const { thresholds } = classifier;
    const refusing = { ...classifier, thresholds: { ...thresholds, fine: { 'lake-placid-blue': 0.8 } } };
    expect(decide(sureOfFinish, refusing, work(), []).answer).toEqual({
      level: 'family',
      family: 'red',
      finish: 'fiesta-red',
      confidence: expect.closeTo(0.97),
    });
    const silent = { ...refusing, thresholds: { ...refusing.thresholds, coarse: { red: null, blue: 0.9 } } };
    expect(decide(sureOfFinish, silent, work(), []).answer).toMatchObject({ level: 'none', family: 'red' });
    const other = work({ finishSlug: 'lake-placid-blue', finishFamily: 'blue' }, ['unchecked']);
    expect(decide(sureOfFinish, silent, other, []).suggestion).toBeUndefined();
  });

  it('answers none where neither is', () => {
    const { answer } = decide(unsure, classifier, work(), []);
    expect(answer).toMatchObject({ level: 'none', family: 'red', confidence: expect.closeTo(0.6) });
  });

  it('answers at the threshold, and for a model without finishes', () => {
    const tree = { ...labels, fine: [] };
    const exact = decide(scores([0.9, 0.1], []), { ...classifier, labels: tree }, work(), []);
    expect(exact.answer.level).toBe('none');
    const thresholds = thresholdsAt({ fine: 0.5, coarse: 0.5 });
    const half = { labels: tree, thresholds };
    const { answer, suggestion } = decide(scores([0.5, 0.5], []), half, work(), []);
    expect(answer).toEqual({ level: 'family', family: 'red', finish: undefined, confidence: 0.5 });
    expect(suggestion?.evidence.alternatives).toEqual([
      { finish: null, family: 'red', confidence: 0.5 },
      { finish: null, family: 'blue', confidence: 0.5 },
    ]);
  });

  it.for([
    ['agrees', 'fiesta-red', 'red'],
    ['differs', 'candy-apple-red', 'red'],
    ['differs', 'lake-placid-blue', 'blue'],
    ['absent', null, null],
  ] as const)('records that the text %s when it names %s', ([agreement, textFinish, textFamily]) => {
    const { suggestion } = decide(
      sureOfFinish,
      classifier,
      work({ textFinish, textFamily, textPhrase: 'words' }),
      [],
    );
    expect(suggestion?.evidence.text).toEqual({
      agreement,
      finish: textFinish,
      family: textFamily,
      phrase: 'words',
    });
  });

  it('holds another finish of the same family to agree with a family', () => {
    const named = work({ textFinish: 'candy-apple-red', textFamily: 'red' });
    expect(decide(sureOfFamily, classifier, named, []).suggestion?.evidence.text.agreement).toBe('agrees');
  });

  it('lists the most probable finishes, best first, and keeps evidence in its schema', () => {
    const { suggestion } = decide(sureOfFinish, classifier, work(), []);
    expect(suggestion?.evidence.alternatives.map(({ finish }) => finish)).toEqual([
      'fiesta-red',
      'candy-apple-red',
      'lake-placid-blue',
    ]);
    expect(evidenceSchema.parse(suggestion?.evidence)).toEqual(suggestion?.evidence);
  });

  it('suggests nothing for a listing that was only to be checked and is not contradicted', () => {
    const right = work({ finish: 'Fiesta Red', finishSlug: 'fiesta-red', finishFamily: 'red' }, [
      'unchecked',
    ]);
    expect(decide(sureOfFinish, classifier, right, []).suggestion).toBeUndefined();
    const other = work({ finishSlug: 'lake-placid-blue', finishFamily: 'blue' }, ['unchecked']);
    expect(decide(unsure, classifier, other, []).suggestion).toBeUndefined();
    const sameFamily = work({ finishSlug: 'candy-apple-red', finishFamily: 'red' }, ['unchecked']);
    expect(decide(sureOfFamily, classifier, sameFamily, []).suggestion).toBeUndefined();
  });

  it('names the contradiction of photo and stated finish as a reason', () => {
    const wrong = work({ finishSlug: 'candy-apple-red', finishFamily: 'red' }, ['unchecked']);
    expect(decide(sureOfFinish, classifier, wrong, []).suggestion?.reasons).toEqual(['contradicts_photo']);
    const wrongFamily = work({ finishSlug: 'lake-placid-blue', finishFamily: 'blue' }, ['contradicts_text']);
    expect(decide(sureOfFamily, classifier, wrongFamily, []).suggestion?.reasons).toEqual([
      'contradicts_text',
      'contradicts_photo',
    ]);
  });

  it('adds that the photos disagree', () => {
    const torn = { ...unsure, disagree: true };
    expect(decide(torn, classifier, work(), []).suggestion?.reasons).toEqual(['missing', 'photos_disagree']);
    expect(decide(torn, classifier, work({}, ['unchecked']), []).suggestion).toBeUndefined();
  });
});
