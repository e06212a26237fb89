import { describe, expect, it } from 'vitest';
import type { LabelThresholds } from '../../src/classifier/classifier.js';
import { type ByTier, type LabelTree, labelsOf } from '../../src/classifier/label-tree.js';
import type { FindingReason } from '../../src/listing/finding.js';
import { answerListing, type ListingWords } from '../../src/suggestion/answer-listing.js';
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
  scores: { coarse: Float32Array.from(coarse), fine: Float32Array.from(fine), disagree },
  reasons: [],
});
const sureOfFinish = scores([0.97, 0.03], [0.9, 0.05, 0.03]);
const sureOfFamily = scores([0.97, 0.03], [0.5, 0.45, 0.03]);
const unsure = scores([0.6, 0.4], [0.3, 0.3, 0.4]);

interface Words {
  finish?: string;
  finishSlug?: string;
  finishFamily?: string;
  textFinish?: string | null;
  textFamily?: string | null;
  textPhrase?: string;
}

/** A listing with these words, and what was found wrong with them. */
function listing(
  words: Words = {},
  findings: FindingReason[] = ['missing'],
): ListingWords & { findings: FindingReason[] } {
  const { finish = null, finishSlug = null, finishFamily = null } = words;
  const { textFinish = null, textFamily = null, textPhrase = null } = words;
  return {
    findings,
    stated: { text: finish, finish: finishSlug, family: finishFamily },
    named: { finish: textFinish, family: textFamily, phrase: textPhrase },
  };
}

describe('answerListing', () => {
  it('answers with the finish where it is certain enough', () => {
    const { answer } = answerListing(sureOfFinish, classifier, listing(), []);
    expect(answer).toEqual({
      level: 'finish',
      family: 'red',
      finish: 'fiesta-red',
      confidence: expect.closeTo(0.9),
    });
  });

  it('names no finish that the maker does not offer', () => {
    const offers = (finish: string) => finish !== 'fiesta-red';
    const { answer } = answerListing(sureOfFinish, classifier, listing(), [], { offers });
    expect(answer).toEqual({
      level: 'family',
      family: 'red',
      finish: 'candy-apple-red',
      confidence: expect.closeTo(0.97),
    });
  });

  it('climbs to the family where only that is certain, and keeps the best finish', () => {
    const { answer } = answerListing(sureOfFamily, classifier, listing(), []);
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
    expect(answerListing(sureOfFinish, refusing, listing(), []).answer).toEqual({
      level: 'family',
      family: 'red',
      finish: 'fiesta-red',
      confidence: expect.closeTo(0.97),
    });
    const silent = { ...refusing, thresholds: { ...refusing.thresholds, coarse: { red: null, blue: 0.9 } } };
    expect(answerListing(sureOfFinish, silent, listing(), []).answer).toMatchObject({
      level: 'none',
      family: 'red',
    });
    const other = listing({ finishSlug: 'lake-placid-blue', finishFamily: 'blue' }, []);
    expect(answerListing(sureOfFinish, silent, other, []).suggestion).toBeUndefined();
  });

  it('answers none where neither is', () => {
    const { answer } = answerListing(unsure, classifier, listing(), []);
    expect(answer).toMatchObject({ level: 'none', family: 'red', confidence: expect.closeTo(0.6) });
  });

  it('answers at the threshold, and for a model without finishes', () => {
    const tree = { ...labels, fine: [] };
    expect(
      answerListing(scores([0.9, 0.1], []), { ...classifier, labels: tree }, listing(), []).answer.level,
    ).toBe('none');
    const thresholds = thresholdsAt({ fine: 0.5, coarse: 0.5 });
    const half = { labels: tree, thresholds };
    const { answer, suggestion } = answerListing(scores([0.5, 0.5], []), half, listing(), []);
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
    const { suggestion } = answerListing(
      sureOfFinish,
      classifier,
      listing({ textFinish, textFamily, textPhrase: 'words' }),
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
    const named = listing({ textFinish: 'candy-apple-red', textFamily: 'red' });
    expect(answerListing(sureOfFamily, classifier, named, []).suggestion?.evidence.text.agreement).toBe(
      'agrees',
    );
  });

  it('lists the most probable finishes, best first, and keeps evidence in its schema', () => {
    const { suggestion } = answerListing(sureOfFinish, classifier, listing(), []);
    expect(suggestion?.evidence.alternatives.map(({ finish }) => finish)).toEqual([
      'fiesta-red',
      'candy-apple-red',
      'lake-placid-blue',
    ]);
    expect(evidenceSchema.parse(suggestion?.evidence)).toEqual(suggestion?.evidence);
  });

  it('suggests nothing for a listing that was only to be checked and is not contradicted', () => {
    const right = listing({ finish: 'Fiesta Red', finishSlug: 'fiesta-red', finishFamily: 'red' }, []);
    expect(answerListing(sureOfFinish, classifier, right, []).suggestion).toBeUndefined();
    const other = listing({ finishSlug: 'lake-placid-blue', finishFamily: 'blue' }, []);
    expect(answerListing(unsure, classifier, other, []).suggestion).toBeUndefined();
    const sameFamily = listing({ finishSlug: 'candy-apple-red', finishFamily: 'red' }, []);
    expect(answerListing(sureOfFamily, classifier, sameFamily, []).suggestion).toBeUndefined();
  });

  it('names the contradiction of photo and stated finish as a reason', () => {
    const wrong = listing({ finishSlug: 'candy-apple-red', finishFamily: 'red' }, []);
    expect(answerListing(sureOfFinish, classifier, wrong, []).suggestion?.reasons).toEqual([
      'contradicts_photo',
    ]);
    const wrongFamily = listing({ finishSlug: 'lake-placid-blue', finishFamily: 'blue' }, [
      'contradicts_text',
    ]);
    expect(answerListing(sureOfFamily, classifier, wrongFamily, []).suggestion?.reasons).toEqual([
      'contradicts_text',
      'contradicts_photo',
    ]);
  });

  it('adds that the photos disagree', () => {
    const torn = scores([0.6, 0.4], [0.3, 0.3, 0.4], true);
    expect(answerListing(torn, classifier, listing(), []).suggestion?.reasons).toEqual([
      'missing',
      'photos_disagree',
    ]);
    expect(answerListing(torn, classifier, listing({}, []), []).suggestion).toBeUndefined();
  });

  it('answers nothing where no photo has a vote, and says why', () => {
    const silent = { scores: undefined, reasons: ['no_body' as const, 'no_colour' as const] };
    const { answer, suggestion } = answerListing(silent, classifier, listing(), []);
    expect(answer).toEqual({ level: 'none', family: undefined, finish: undefined, confidence: 0 });
    expect(suggestion).toMatchObject({
      reasons: ['missing', 'no_body', 'no_colour'],
      evidence: { alternatives: [], seen: [], text: { agreement: 'absent', finish: null } },
    });
    expect(evidenceSchema.parse(suggestion?.evidence)).toEqual(suggestion?.evidence);
    expect(answerListing(silent, classifier, listing({}, []), []).suggestion).toBeUndefined();
  });
});
