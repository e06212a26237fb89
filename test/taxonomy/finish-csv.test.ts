import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { parseFinishCsv } from '../../src/taxonomy/finish-csv.js';

const families = ['red', 'silver', 'multicolour'].map((slug) => ({ slug }));
const read = (csv: string) => parseFinishCsv(csv, { origin: 'extension', families });
const header = 'slug,name,family,makers,aliases,codes,translations,swatch';
const parse = (...lines: string[]) => read([header, ...lines].join('\n'));

describe('parseFinishCsv', () => {
  it('reads quoted fields, lists, a byte order mark and Windows line ends', () => {
    const row =
      'moon-dust,"Moon, Dust",silver,Suhr| Tom Anderson ,Lunar Dust,MOON|Suhr: MD,de:Mondstaub|zh-Hant: 月塵,#C0C0C0';
    expect(read(`\ufeff${header}\r\n${row}\r\n\r\n`)).toEqual([
      {
        slug: 'moon-dust',
        name: 'Moon, Dust',
        family: 'silver',
        makers: ['Suhr', 'Tom Anderson'],
        aliases: ['Lunar Dust'],
        codes: [
          { code: 'MOON', maker: null },
          { code: 'MD', maker: 'Suhr' },
        ],
        translations: [
          { language: 'de', name: 'Mondstaub' },
          { language: 'zh-Hant', name: '月塵' },
        ],
        swatch: ['#c0c0c0'],
        origin: 'extension',
      },
    ]);
  });

  it('needs only slug, name, family and swatch', () => {
    expect(read('slug,name,family,swatch\na,A One,red,#a00000|#500000')).toMatchObject([
      { makers: [], aliases: [], codes: [], translations: [], swatch: ['#a00000', '#500000'] },
    ]);
  });

  it('finds the shop codes among the aliases of release 0.1, which had no column for them', () => {
    const aliases = 'MOON|Lunar Dust|Tom Anderson MD|5M|Moon of 1969|X|LUNARDUST';
    const [finish] = read(
      `slug,name,family,makers,aliases,swatch\nmoon-dust,Moon Dust,silver,,${aliases},#c0c0c0`,
    );
    expect(finish!.aliases).toEqual(['Lunar Dust', 'X', 'LUNARDUST']);
    expect(finish!.codes).toEqual([
      { code: 'MOON', maker: null },
      { code: 'MD', maker: 'Tom Anderson' },
      { code: '5M', maker: null },
      { code: '1969', maker: 'Moon of' },
    ]);
    expect(parse('a,A One,silver,,LOUD,,,#c0c0c0')[0]).toMatchObject({ aliases: ['LOUD'], codes: [] });
  });

  it('takes an empty list', () => {
    expect(parse()).toEqual([]);
  });

  it.each([
    [
      'a family that is none',
      ['a,A One,beige,,,,,#000000'],
      ['line 2', 'column family', 'multicolour', '"beige"'],
    ],
    ['a swatch that is none', ['a,A One,red,,,,,red'], ['line 2', 'column swatch', '#rrggbb']],
    [
      'a gradient of four colours',
      ['a,A One,red,,,,,#000000|#000000|#000000|#000000'],
      ['line 2', 'column swatch', 'two or three'],
    ],
    ['a slug that is none', ['A b,A One,red,,,,,#000000'], ['line 2', 'column slug', 'fiesta-red']],
    ['a missing name', ['a,,red,,,,,#000000'], ['line 2', 'column name']],
    ['an alias without a letter', ['a,A One,red,,!!|x,,,#000000'], ['line 2', 'column aliases']],
    [
      'a code without a letter',
      ['a,A One,red,,,Suhr:--,,#000000'],
      ['line 2', 'column codes', 'Epiphone:CH'],
    ],
    [
      'a translation without its language',
      ['a,A One,red,,,,Rot,#000000'],
      ['line 2', 'column translations', 'de:Schwarz'],
    ],
    [
      'a slug twice',
      ['a,A One,red,,,,,#000000', 'a,A Two,red,,,,,#000000'],
      ['line 3', 'column slug', 'keep one'],
    ],
    [
      'a name twice',
      ['a,A One,red,,,,,#000000', 'b,a-one,red,,,,,#000000'],
      ['line 3', 'column name', '"a-one" already means a'],
    ],
    [
      'an alias of another finish',
      ['a,A One,red,,Big Red,,,#000000', 'b,B Two,red,,bigred,,,#000000'],
      ['line 3', 'column aliases', '"bigred" already means a'],
    ],
    [
      'a code of another finish',
      ['a,A One,red,,,Suhr:BR,,#000000', 'b,B Two,red,,,suhr:br,,#000000'],
      ['line 3', 'column codes', '"suhr br" already means a'],
    ],
    [
      'a translation of another finish',
      ['a,A One,red,,,,de:Rot,#000000', 'b,B Two,red,,,,sv:rot,#000000'],
      ['line 3', 'column translations', '"rot" already means a'],
    ],
    ['too few fields', ['a,A One,red'], ['line 2', 'fields']],
    ['an open quote', ['a,"A One,red,,,,,#000000'], ['quote']],
  ])('refuses %s, and says where and how to mend it', (_, lines, told) => {
    const failure = catchUsageError(() => parse(...lines));
    expect(failure.code).toBe('wrong_finishes');
    for (const words of told) expect(failure.message.toLowerCase()).toContain(words.toLowerCase());
  });

  it('names a missing column', () => {
    expect(() => read('slug,name\na,A')).toThrow(/column family, swatch is missing/);
    expect(() => read('')).toThrow(UsageError);
  });

  it('reports all rows together, but not without end', () => {
    const lines = Array.from({ length: 50 }, (_, n) => `slug-${n},Name ${n},nothing,,,,,#000000`);
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
