import { describe, expect, it } from 'vitest';
import type { FinishShares } from '../../src/catalogue/finish-shares.js';
import type { LabelTree } from '../../src/classifier/label-tree.js';
import { combineEvidence, type ListingClues } from '../../src/suggestion/combine-evidence.js';
import { defaultWeights } from '../../src/suggestion/listing-weights.js';

const labels: LabelTree = {
  coarse: ['red', 'brown'],
  fine: [
    { label: 'cherry', parent: 'red' },
    { label: 'wine-red', parent: 'red' },
    { label: 'walnut', parent: 'brown' },
  ],
};
const known = new Map([
  ['red', ['cherry', 'wine-red', 'oxblood', 'ferrari-red']],
  ['brown', ['walnut']],
]);
const photos = { coarse: Float32Array.of(0.8, 0.2), fine: Float32Array.of(0.3, 0.4, 0.2) };
const silent = { finish: null, family: null };

function combine(clues: Partial<ListingClues>) {
  const { families, finishes } = combineEvidence(
    { photos, words: silent, shares: undefined, ...clues },
    labels,
    known,
    defaultWeights,
  );
  return {
    family: (slug: string) => families.find(({ family }) => family === slug)!.probability,
    finish: (slug: string) => finishes.find(({ finish }) => finish === slug)?.probability ?? 0,
    best: finishes[0]!.finish,
    sum: finishes.reduce((total, { probability }) => total + probability, 0),
  };
}

/** Shares of guitars of which most are cherry. */
function sharesOf(byFinish: Record<string, number>, listings = 100): FinishShares {
  return {
    share: (finish) => byFinish[finish] ?? 0.01,
    base: () => 0.1,
    listings,
    of: 'Gibson Explorer',
    level: 'line',
    count: () => 1,
  };
}

describe('combineEvidence', () => {
  it('leaves what the photos say as it is where nothing else is known', () => {
    const { family, finish } = combine({});
    expect(family('red')).toBeCloseTo(0.8);
    expect(finish('wine-red')).toBeCloseTo(0.4);
    expect(finish('cherry')).toBeCloseTo(0.3);
  });

  it('gives finishes that were not taught a part of what the photos give to none, and leaves a part over', () => {
    const { finish, sum } = combine({});
    expect(finish('oxblood')).toBeCloseTo(finish('ferrari-red'));
    expect(finish('oxblood') + finish('ferrari-red')).toBeCloseTo(0.1 * (1 - defaultWeights.unlisted));
    expect(sum).toBeCloseTo(0.8 + 0.2 - 0.1 * defaultWeights.unlisted);
  });

  it('lets the catalogue decide between finishes of a family, and leaves the family alone', () => {
    const { family, best } = combine({ shares: sharesOf({ cherry: 0.5, 'wine-red': 0.05, walnut: 0.9 }) });
    expect(best).toBe('cherry');
    expect(family('red')).toBeCloseTo(0.8);
  });

  it('follows words that name a finish that the photos see too', () => {
    const { finish, family } = combine({ words: { finish: 'cherry', family: 'red' } });
    expect(family('red')).toBeGreaterThan(0.99);
    expect(finish('cherry')).toBeGreaterThan(0.95);
  });

  it('lets words decide alone about a finish that the model was not taught', () => {
    const { finish } = combine({ words: { finish: 'oxblood', family: 'red' } });
    expect(finish('oxblood')).toBeGreaterThan(0.95);
  });

  it('does not follow words against photos that are sure of another family', () => {
    const sure = { coarse: Float32Array.of(0.0005, 0.9995), fine: Float32Array.of(0, 0, 0.999) };
    const { finish } = combine({ photos: sure, words: { finish: 'cherry', family: 'red' } });
    expect(finish('cherry')).toBeLessThan(0.5);
  });

  it('answers from words alone', () => {
    const { finish, family } = combine({ photos: undefined, words: { finish: 'cherry', family: 'red' } });
    expect(family('red')).toBeCloseTo(defaultWeights.familyRight);
    expect(finish('cherry')).toBeCloseTo(defaultWeights.familyRight * defaultWeights.finishRight);
  });

  it('hears a family alone, and spreads it as photos and shares say', () => {
    const { family, best } = combine({ words: { finish: null, family: 'brown' } });
    expect(family('brown')).toBeGreaterThan(0.9);
    expect(best).toBe('walnut');
  });

  it('takes words that name a family which the model does not know', () => {
    const wider = new Map([...known, ['green', ['surf-green']]]);
    const { families, finishes } = combineEvidence(
      { photos: undefined, words: { finish: 'surf-green', family: 'green' }, shares: undefined },
      labels,
      wider,
      defaultWeights,
    );
    expect(families[0]!.family).toBe('green');
    expect(finishes[0]!.finish).toBe('surf-green');
  });
});
