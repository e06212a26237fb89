import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { parseFinishCsv } from '../../src/taxonomy/finish-csv.js';

const header = 'slug,name,family,makers,aliases,swatch';
const parse = (...lines: string[]) => parseFinishCsv([header, ...lines].join('\n'), 'extension');

describe('parseFinishCsv', () => {
  it('reads quoted fields, lists, a byte order mark and Windows line ends', () => {
    const csv = `\ufeff${header}\r\nmoon-dust,"Moon, Dust",silver,Suhr| Tom Anderson ,MOON|Lunar Dust,#C0C0C0\r\n\r\n`;
    expect(parseFinishCsv(csv, 'extension')).toEqual([
      {
        slug: 'moon-dust',
        name: 'Moon, Dust',
        family: 'silver',
        makers: ['Suhr', 'Tom Anderson'],
        aliases: ['MOON', 'Lunar Dust'],
        swatch: '#c0c0c0',
        origin: 'extension',
      },
    ]);
  });

  it('takes an empty list', () => {
    expect(parse()).toEqual([]);
  });

  it.each([
    [
      'a family that is none',
      ['a,A One,beige,,,#000000'],
      ['line 2', 'column family', 'multicolour', '"beige"'],
    ],
    ['a swatch that is none', ['a,A One,red,,,red'], ['line 2', 'column swatch', '#rrggbb']],
    ['a slug that is none', ['A b,A One,red,,,#000000'], ['line 2', 'column slug', 'fiesta-red']],
    ['a missing name', ['a,,red,,,#000000'], ['line 2', 'column name']],
    ['an alias without a letter', ['a,A One,red,,!!|x,#000000'], ['line 2', 'column aliases']],
    [
      'a slug twice',
      ['a,A One,red,,,#000000', 'a,A Two,red,,,#000000'],
      ['line 3', 'column slug', 'keep one'],
    ],
    [
      'a name twice',
      ['a,A One,red,,,#000000', 'b,a-one,red,,,#000000'],
      ['line 3', 'column name', '"a-one" already means a'],
    ],
    [
      'an alias of another finish',
      ['a,A One,red,,Big Red,#000000', 'b,B Two,red,,bigred,#000000'],
      ['line 3', 'column aliases', '"bigred" already means a'],
    ],
    ['too few fields', ['a,A One,red'], ['line 2', 'fields']],
    ['an open quote', ['a,"A One,red,,,#000000'], ['quote']],
  ])('refuses %s, and says where and how to mend it', (_, lines, told) => {
    const failure = catchUsageError(() => parse(...lines));
    expect(failure.code).toBe('wrong_finishes');
    for (const words of told) expect(failure.message.toLowerCase()).toContain(words.toLowerCase());
  });

  it('names a missing column', () => {
    expect(() => parseFinishCsv('slug,name\na,A', 'extension')).toThrow(/family, makers, aliases, swatch/);
    expect(() => parseFinishCsv('', 'extension')).toThrow(UsageError);
  });

  it('reports all rows together, but not without end', () => {
    const lines = Array.from({ length: 50 }, (_, n) => `slug-${n},Name ${n},nothing,,,#000000`);
    const { message } = catchUsageError(() => parse(...lines));
    expect(message).toContain('line 3,');
    expect(message).toContain('and 30 more');
  });
});

function catchUsageError(work: () => unknown): UsageError {
  try {
    work();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
