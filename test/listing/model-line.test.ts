import { describe, expect, it } from 'vitest';
import { decadeOf, modelLineOf } from '../../src/listing/model-line.js';

describe('modelLineOf', () => {
  it.for([
    ['Fender', null, "Fender Fender Stratocaster '62 AVRI", 'Fender', 'Stratocaster'],
    ['Squier', 'Affinity', 'Squier by Fender Affinity Tele', 'Squier', 'Telecaster'],
    ['Fender Squier', 'Bullet Strat', null, 'Squier', 'Stratocaster'],
    [null, null, 'Gibson SG Junior 1965', 'Gibson', 'SG'],
    [null, null, 'Les Paul Junior by Epiphone', 'Epiphone', 'Les Paul Junior'],
    ['gibson', 'les paul', null, 'Gibson', 'Les Paul'],
    ['Gibson', 'LP Studio', null, 'Gibson', 'Les Paul'],
    ['Gibson', null, 'Gibson ES335 Dot', 'Gibson', 'ES-335'],
    ['PRS', 'CU24', null, 'PRS', 'Custom 24'],
    ['ESP LTD', 'EC-1000', null, 'LTD', 'ec 1000'],
    ['Harley Benton', 'ST-20HSS', 'Harley Benton ST-20HSS SBK', 'Harley Benton', 'st 20hss'],
    ['Fender', 'Player P-Bass', null, 'Fender', 'Precision Bass'],
    [null, 'Silver Sky', null, 'PRS', 'Silver Sky'],
    ['Tiny Workshop', 'Model One', null, 'tiny workshop', 'one'],
    ['Fender', '1996', null, 'Fender', null],
    [null, null, 'A guitar', null, null],
    ['', '', '', null, null],
  ] as const)('of %s, %s, %s is %s %s', ([make, model, title, maker, line]) => {
    expect(modelLineOf({ make, model, title })).toEqual({ maker, line });
  });
});

describe('decadeOf', () => {
  it.for([
    ['1962', 1960],
    ['c. 1999', 1990],
    ['60s', 1960],
    ["mid-'90s", 1990],
    ['1970s', 1970],
    ['2010s', 2010],
    ['20s', 2020],
    ['unknown', null],
    ['12', null],
    [null, null],
  ] as const)('of %s is %s', ([year, decade]) => {
    expect(decadeOf(year)).toBe(decade);
  });
});
