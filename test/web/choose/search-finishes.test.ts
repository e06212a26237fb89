import { describe, expect, it } from 'vitest';
import { searchFinishes, toOptions, withReading } from '../../../src/web/choose/search-finishes.js';
import { openPage } from '../page.js';

const page = async () => {
  const { modules, ...rest } = await openPage();
  return { ...rest, options: toOptions(await modules.taxonomy.readTaxonomy()) };
};

const finish = (slug: string, name: string, family: string, aliases: string[] = []) => ({
  ...{ slug, name, family, makers: [], aliases, codes: [], translations: [], swatch: ['#102030'] },
});
const family = (slug: string, name: string) => ({
  ...{ slug, name, swatch: ['#102030'], words: [], translations: [] },
});
const options = toOptions({
  families: [family('red', 'Red'), family('blue', 'Blue')],
  finishes: [
    finish('fiesta-red', 'Fiesta Red', 'red', ['FRD', 'Salmon Red']),
    finish('red', 'Red', 'red'),
    finish('candy-apple-red', 'Candy Apple Red', 'red', ['CAR']),
    finish('dakota-red', 'Dakota Red', 'red'),
    finish('lake-placid-blue', 'Lake Placid Blue', 'blue', ['LPB', 'Azul Café']),
    finish('sonic-blue', 'Sonic Blue', 'blue'),
  ],
});
const names = (typed: string, limit = 10) => searchFinishes(options, typed, limit).map(({ name }) => name);

describe('type-ahead', () => {
  it('adds what the words mean behind the first option, or alone', () => {
    const found = searchFinishes(options, 'red', 2);
    const read = (finish: string | null, family: string | null, from = found) =>
      withReading(from, options, { finish, family }).map(({ value }) => value);
    expect(read('sonic-blue', 'blue')).toEqual(['red', 'sonic-blue', 'red']);
    expect(read('red', 'red')).toEqual(['red', 'red']);
    expect(read(null, 'blue')).toEqual(['red', 'red']);
    expect(read(null, 'blue', [])).toEqual(['blue']);
    expect(read('gone', 'red', [])).toEqual([]);
  });

  it('finds a name by the beginnings of its words, in any order', () => {
    expect(names('pla')).toEqual(['Lake Placid Blue']);
    expect(names('bl la')).toEqual(['Lake Placid Blue']);
    expect(names('acid')).toEqual([]);
  });

  it('puts the name itself first, then names that begin so, then words within, then families', () => {
    expect(names('red')).toEqual([
      ...['Red', 'Red, finish unknown', 'Fiesta Red', 'Dakota Red', 'Candy Apple Red'],
    ]);
    expect(names('red', 2)).toEqual(['Red', 'Red, finish unknown']);
  });

  it('finds by other names and says by which, after those found by their own', () => {
    expect(searchFinishes(options, 'lpb', 5)).toEqual([
      expect.objectContaining({ name: 'Lake Placid Blue', alias: 'LPB' }),
    ]);
    expect(names('car')).toEqual(['Candy Apple Red']);
    expect(searchFinishes(options, 'sa', 5)[0]).toMatchObject({ name: 'Fiesta Red', alias: 'Salmon Red' });
  });

  it('takes letters with accents, in capitals and with other signs between for the same', () => {
    expect(names('AZUL-CAFE')).toEqual(['Lake Placid Blue']);
    expect(names(' Fiesta,  réd ')).toEqual(['Fiesta Red']);
  });

  it('finds a finish together with its family', () => {
    expect(names('sonic bl')).toEqual(['Sonic Blue']);
    expect(names('dakota re')).toEqual(['Dakota Red']);
  });

  it('finds nothing for nothing, nor for what is no name', () => {
    expect(names('  ')).toEqual([]);
    expect(names('zebra')).toEqual([]);
  });

  it('offers each family with the colour of the finish of its name, or of its first one', () => {
    const families = options.map(({ option }) => option).filter(({ kind }) => kind === 'family');
    expect(families).toEqual([
      { kind: 'family', value: 'red', name: 'Red, finish unknown', family: 'red', swatch: ['#102030'] },
      { kind: 'family', value: 'blue', name: 'Blue, finish unknown', family: 'blue', swatch: ['#102030'] },
    ]);
  });

  it('knows the finishes of the service, which it asks once', async () => {
    const { options, asked } = await page();
    expect(searchFinishes(options, 'lake pl', 1)).toMatchObject([{ value: 'lake-placid-blue' }]);
    expect(asked).toEqual(['GET /v1/taxonomy']);
  });
});
