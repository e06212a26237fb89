import { describe, expect, it } from 'vitest';
import { parseLabels } from '../../../src/custom-vision/exports/label-file.js';
import { interpretLabels } from '../../../src/custom-vision/exports/labelling.js';
import { interpretLabel, parseLabelCsv } from '../../../src/custom-vision/exports/meaning.js';
import type { ExportedNetwork } from '../../../src/custom-vision/exports/network.js';
import { loadBuiltInTaxonomy } from '../../../src/taxonomy/built-in.js';

const taxonomy = await loadBuiltInTaxonomy();
const nothing = new Map();

const network = (...labels: string[]) => ({ labels }) as unknown as ExportedNetwork;
const interpret = (
  root: readonly string[],
  within: Record<string, readonly string[]> = {},
  csv = 'label,family\n',
) =>
  interpretLabels(
    {
      root: network(...root),
      within: new Map(Object.entries(within).map(([family, labels]) => [family, network(...labels)])),
    },
    { taxonomy, stated: parseLabelCsv(csv, taxonomy) },
  );

describe('labels.txt', () => {
  it('may end its lines either way, and the last one not at all', () => {
    const labels = ['red', 'sea foam'];
    for (const text of ['red\nsea foam', 'red\r\nsea foam', '\uFEFFred\r\nsea foam\r\n'])
      expect(parseLabels(Buffer.from(text), 'x')).toEqual(labels);
    expect(() => parseLabels(Buffer.from('\r\n'), 'x.zip')).toThrow('x.zip cannot be imported');
  });
});

describe('a label', () => {
  it.each([
    ['red', { family: 'red' }],
    ['Sunburst', { family: 'sunburst' }],
    ['fiesta-red', { family: 'red', finish: 'fiesta-red' }],
    ['Fiesta Red', { family: 'red', finish: 'fiesta-red' }],
    ['fiesta_red', { family: 'red', finish: 'fiesta-red' }],
    ['Negative', {}],
    ['Background', {}],
    ['hot dog', undefined],
    ['fiesta redd', undefined],
    ['dark red', undefined],
    ['other', undefined],
  ])('%s is understood or left open', (label, meaning) => {
    expect(interpretLabel(label, { taxonomy, stated: nothing, tellsFinishes: false })).toEqual(meaning);
  });

  it('other and a family is another finish of it, as flat trainings of ours call it', () => {
    expect(interpretLabel('other red', { taxonomy, stated: nothing, tellsFinishes: false })).toEqual({
      family: 'red',
    });
  });

  it('other is another finish in the network of a family', () => {
    expect(
      interpretLabel('Other', { taxonomy, stated: nothing, family: 'red', tellsFinishes: true }),
    ).toEqual({ family: 'red' });
  });

  it('that both a family and a finish are called is the finish where finishes are told apart', () => {
    const set = interpret(['natural', 'red'], { natural: ['natural', 'antique-natural'] });
    expect(set.within.get('natural')?.[0]).toEqual({ family: 'natural', finish: 'natural' });
    expect(set.root).toEqual([{ family: 'natural' }, { family: 'red' }]);
    expect(interpret(['black', 'fiesta-red', 'other black']).root).toEqual([
      { family: 'black', finish: 'black' },
      { family: 'red', finish: 'fiesta-red' },
      { family: 'black' },
    ]);
    expect(interpret(['black', 'red']).root).toEqual([{ family: 'black' }, { family: 'red' }]);
  });

  it('means what a file says of it', () => {
    const csv = 'label,family,finish\nred,blue,\nhot dog,,fiesta-red\nnoise,,\n';
    expect(interpret(['red', 'hot dog', 'noise'], {}, csv)).toMatchObject({
      root: [{ family: 'blue' }, { family: 'red', finish: 'fiesta-red' }, {}],
      families: ['red', 'blue'],
      finishes: [{ slug: 'fiesta-red', family: 'red' }],
    });
  });
});

describe('labels that cannot be used', () => {
  it('are listed, with the remedy', () => {
    expect(() => interpret(['red', 'hot dog', 'not hot dog'])).toThrow(
      /"hot dog" is neither[\s\S]*"not hot dog" is neither[\s\S]*--labels/,
    );
  });

  it('are those of another family, of a family without a label, or of none', () => {
    expect(() => interpret(['red', 'blue'], { red: ['fiesta-red', 'lake-placid-blue'] })).toThrow(
      '"lake-placid-blue" in the export red is of the family blue',
    );
    expect(() => interpret(['red', 'blue'], { green: ['sea-foam-green', 'other'] })).toThrow(
      'there is an export green, but "family" has no such label',
    );
    expect(() => interpret(['Negative'])).toThrow('no label is a family or a finish');
  });

  it('are those that a file states of no network, or states wrongly', () => {
    expect(() => interpret(['red', 'blue'], {}, 'label,family\nrde,red\n')).toThrow(
      '"rde" is stated, but no network has it',
    );
    const csv = 'label,family,finish\na,plaid,\nb,blue,fiesta-red\nc,,no-such\n';
    expect(() => parseLabelCsv(csv, taxonomy)).toThrow(
      /row 1: plaid is no family[\s\S]*row 2: fiesta-red is of the family red[\s\S]*row 3: there is no finish no-such/,
    );
    expect(() => parseLabelCsv('name,colour\na,red\n', taxonomy)).toThrow('columns label and family');
  });
});

describe('a family with a network of its own', () => {
  it('has the finishes of that one; another family those of the first network', () => {
    const found = interpret(['red', 'fiesta-red', 'gold-top', 'lake-placid-blue'], {
      red: ['candy-apple-red', 'dakota-red'],
    });
    expect(found.finishes.filter(({ family }) => family === 'red').map(({ slug }) => slug)).toEqual([
      'candy-apple-red',
      'dakota-red',
    ]);
    expect(found.finishes).toContainEqual({ slug: 'lake-placid-blue', family: 'blue' });
  });
});
