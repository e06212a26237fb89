import { expect, it } from 'vitest';
import type { Item } from '../../src/web/api/suggestions.js';
import { describeConflict } from '../../src/web/queue/conflict.js';
import { filterText } from '../../src/web/queue/filter-text.js';
import { answerName, guitarName, percent, percents, silenceWords } from '../../src/web/wording.js';

it.each([
  [0, '0 %'],
  [0.001, '1 %'],
  [0.555, '56 %'],
  [0.999, '99 %'],
  [1, '100 %'],
])('a share of %d is %s: only what is certain says so', (share, text) => {
  expect(percent(share)).toBe(text);
});

it('an interval is said in whole percents', () => {
  expect(percents(0.123, 0.987)).toBe('12–99 %');
});

it('a photo without a vote says why, a photo that repeats another one does not', () => {
  const words = (seen: Partial<Parameters<typeof silenceWords>[0]>) =>
    silenceWords({ view: null, reason: null, weight: 0, ...seen });
  expect(words({ view: 'headstock' })).toBe('headstock: does not vote');
  expect(words({ view: 'headstock', reason: 'no_body' })).toBe('no guitar body');
  expect(words({ reason: 'no_colour' })).toBe('grey or tinted photo: colour cannot be told');
  expect(words({ reason: 'repeated_photo' })).toBe('picture of several listings');
  expect(words({ view: 'back' })).toBeUndefined();
  expect(words({})).toBeUndefined();
});

it('an answer is called by its finish, else by its family', () => {
  const family = { label: 'red', name: 'Red', swatch: null };
  const finish = { label: 'fiesta-red', name: 'Fiesta Red', swatch: null };
  expect(answerName({ family, finish, confidence: 1 })).toBe('Fiesta Red');
  expect(answerName({ family, finish: null, confidence: 1 })).toBe('Red, finish unknown');
});

it('a guitar is called by make, model and year, else by its title, else by its id', () => {
  const named = (listing: Partial<Item['listing']>) => {
    const nothing = { make: null, model: null, year: null, title: null, externalId: '7' };
    return guitarName({ listing: { ...nothing, ...listing } } as Item);
  };
  expect(named({ make: 'Fender', model: 'Jaguar', year: '1964', title: 'Old!' })).toBe('Fender Jaguar 1964');
  expect(named({ model: 'Jaguar' })).toBe('Jaguar');
  expect(named({ year: '1964', title: 'Old!' })).toBe('Old!');
  expect(named({})).toBe('7');
});

it('filters are said in words, also values that nobody knows', () => {
  expect(filterText('minConfidence', '0.5')).toBe('At least 50 %');
  expect(filterText('reason', 'missing')).toBe('No finish stated');
  expect(filterText('reason', 'of tomorrow')).toBe('of tomorrow');
  expect(filterText('status', 'edited')).toBe('Changed');
});

it('a conflict says who decided what', () => {
  const by = 'ann';
  expect(describeConflict({ by, decision: 'accepted' })).toBe('ann was quicker and accepted it.');
  expect(describeConflict({ by, decision: 'edited', finish: 'black', finishName: 'Black' })).toBe(
    'ann was quicker and chose Black.',
  );
  expect(describeConflict({ by, decision: 'edited', family: 'blue' })).toBe(
    'ann was quicker and chose blue.',
  );
  expect(describeConflict({ by, decision: 'something new' })).toBe('ann was quicker and decided it.');
  expect(describeConflict({ by: null })).toBe('A newer suggestion has replaced this one.');
});
