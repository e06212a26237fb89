import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../../src/catalogue/catalogue.js';
import { loadBuiltInTaxonomy } from '../../src/taxonomy/built-in.js';

const taxonomy = await loadBuiltInTaxonomy();
const words = (make: string | null, model: string | null, year: string | null = null) => ({
  make,
  model,
  title: null,
  year,
});
const count = (
  maker: string,
  line: string | null,
  finish: string,
  listings: number,
  decade: number | null = null,
) => ({
  maker,
  line,
  decade,
  finish,
  listings,
});

describe('createCatalogue', () => {
  it('rests on what makers offer where nothing is counted', () => {
    const { share, base, listings, level } = createCatalogue([], taxonomy).shares(
      words('Gibson', 'Explorer'),
    );
    expect(listings).toBe(0);
    expect(level).toBe('maker');
    expect(share('olympic-white')).toBeLessThan(base('olympic-white') / 5);
    expect(share('black')).toBeGreaterThan(base('black'));
  });

  it('gives every finish a share, all of them together 1', () => {
    const catalogue = createCatalogue([count('Gibson', 'Explorer', 'cherry', 40)], taxonomy);
    for (const { share } of [
      catalogue.shares(words('Gibson', 'Explorer')),
      catalogue.shares(words('Gibson', 'Flying V')),
      catalogue.shares(words(null, null)),
    ]) {
      const shares = [...taxonomy.finishes.keys()].map(share);
      expect(Math.min(...shares)).toBeGreaterThan(0);
      expect(shares.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1);
    }
  });

  it('knows a line by any spelling, and falls back to its maker, then to all', () => {
    const catalogue = createCatalogue(
      [count('Fender', 'Stratocaster', 'sonic-blue', 60), count('Fender', 'Jaguar', 'black', 60)],
      taxonomy,
    );
    const strat = catalogue.shares({ ...words('Fender', null), title: "Fender Fender Strat '62 AVRI" });
    expect(strat).toMatchObject({ of: 'Fender Stratocaster', level: 'line', listings: 60 });
    expect(strat.count('sonic-blue')).toBe(60);
    expect(strat.share('sonic-blue')).toBeGreaterThan(0.6);
    const unheard = catalogue.shares(words('Fender', 'Jazzmaster'));
    expect(unheard).toMatchObject({ of: 'Fender', level: 'maker', listings: 120 });
    expect(unheard.share('sonic-blue')).toBeGreaterThan(unheard.base('daphne-blue'));
    expect(unheard.share('sonic-blue')).toBeLessThan(strat.share('sonic-blue'));
  });

  it('narrows by decade where it has counts of one', () => {
    const catalogue = createCatalogue(
      [
        count('Gibson', 'SG', 'cherry', 50, 1960),
        count('Gibson', 'SG', 'walnut', 50, 1970),
        count('Gibson', 'SG', 'black', 50),
      ],
      taxonomy,
    );
    const sixties = catalogue.shares(words('Gibson', 'SG', '1964'));
    const seventies = catalogue.shares(words('Gibson', 'SG', 'early 70s'));
    expect(sixties.share('cherry')).toBeGreaterThan(2 * sixties.share('walnut'));
    expect(seventies.share('walnut')).toBeGreaterThan(2 * seventies.share('cherry'));
  });

  it('does not take the listings of all makers for those of a line whose maker nobody named', () => {
    const catalogue = createCatalogue([count('Gibson', 'Les Paul', 'cherry', 40)], taxonomy);
    expect(catalogue.shares(words(null, 'Les Paul'))).toMatchObject({ of: 'Les Paul', listings: 0 });
  });

  it('ignores finishes that the taxonomy does not have', () => {
    expect(createCatalogue([count('Gibson', 'SG', 'no-such-finish', 9)], taxonomy).listings).toBe(0);
  });
});
