import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { parseFamilyCsv } from '../../src/taxonomy/family-csv.js';

const header = 'slug,name,swatch,words,translations,wins_over,plain';
const parse = (...lines: string[]) => parseFamilyCsv([header, ...lines].join('\n'), 'extension');

describe('parseFamilyCsv', () => {
  it('reads families in the order of the rows', () => {
    const [tweed, plaid] = parse(
      'tweed,Tweed,#c0a060|#806030,tweed,de:Tweed|fr:tweed,,',
      'plaid,Plaid,#a00000,plaid|tartan,,tweed,yes',
    );
    expect(tweed).toEqual({
      slug: 'tweed',
      name: 'Tweed',
      swatch: ['#c0a060', '#806030'],
      words: ['tweed'],
      translations: [
        { language: 'de', name: 'Tweed' },
        { language: 'fr', name: 'tweed' },
      ],
      winsOver: [],
      plain: false,
      origin: 'extension',
    });
    expect(plaid).toMatchObject({ slug: 'plaid', winsOver: ['tweed'], plain: true });
  });

  it('needs only slug, name and swatch', () => {
    expect(parseFamilyCsv('slug,name,swatch\ntweed,Tweed,#c0a060', 'extension')).toMatchObject([
      { words: [], translations: [], winsOver: [], plain: false },
    ]);
  });

  it.each([
    ['a word of two words', ['a,A,#000000,dark red,,,'], ['line 2', 'column words', 'single words']],
    ['a word in an unknown language', ['a,A,#000000,,rot,,'], ['column translations', 'de:Schwarz']],
    ['plain that is neither', ['a,A,#000000,,,,maybe'], ['column plain', 'yes']],
    ['a slug twice', ['a,A,#000000,,,,', 'a,B,#000000,,,,'], ['line 3', 'column slug']],
    [
      'a word of another family',
      ['a,A,#000000,,de:rot,,', 'b,B,#000000,rot,,,'],
      ['line 3', 'column words', '"rot" already means a'],
    ],
  ])('refuses %s', (_, lines, told) => {
    try {
      parse(...lines);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      expect(error).toMatchObject({ code: 'wrong_families' });
      for (const words of told) expect((error as Error).message).toContain(words);
    }
  });
});
