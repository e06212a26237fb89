import { describe, expect, it, test } from 'vitest';
import { createRandom, type Random } from '../../src/random.js';
import { loadBuiltInTaxonomy } from '../../src/taxonomy/built-in.js';
import { createTaxonomy } from '../../src/taxonomy/create-taxonomy.js';
import type { Finish } from '../../src/taxonomy/taxonomy.js';
import { hasShared, readShared } from './shared-finishes.js';

const taxonomy = await loadBuiltInTaxonomy();

/** The slug, `~` before it for a guess; `vague:` with the family; or the kind. */
function read(text: string | null | undefined, make?: string, from = taxonomy): string {
  const match = from.match(text, make);
  if (match.kind === 'vague') return `vague:${match.family ?? ''}`;
  if (!('finish' in match)) return match.kind;
  return match.kind === 'fuzzy' ? `~${match.finish.slug}` : match.finish.slug;
}

describe('a finish as sellers write it', () => {
  it.each([
    ["'62 Fiesta Red (refin)", 'fiesta-red'],
    ['FIESTA RED', 'fiesta-red'],
    ['fiesta_red', 'fiesta-red'],
    ['  Fiesta   Red. ', 'fiesta-red'],
    ['“Fiesta Red”', 'fiesta-red'],
    ['Fiésta Red', 'fiesta-red'],
    ['Ｆｉｅｓｔａ　Ｒｅｄ', 'fiesta-red'],
    ['Fiesta\u00a0Red', 'fiesta-red'],
    ['Fies\u00adta Red\u200b', 'fiesta-red'],
    ['Fiesta Red w/ tortoise pickguard', 'fiesta-red'],
    ['Fiesta Red with matching headstock and white binding', 'fiesta-red'],
    ['Fiesta Red Gloss', 'fiesta-red'],
    ['Fender Fiesta Red', 'fiesta-red'],
    ['Light Relic Fiesta Red', 'fiesta-red'],
    ['Fiesta Red - mint condition', 'fiesta-red'],
    ['1962 Fiesta Red nitro lacquer', 'fiesta-red'],
    ['Fiesta Red, red', 'fiesta-red'],
    ['Fiesta Red (faded by the sun)', 'fiesta-red'],
    ['Fiesta Red Stratocaster', 'fiesta-red'],
    ['Olympic White / Rosewood', 'olympic-white'],
    ['Olympic White, Rosewood Fingerboard', 'olympic-white'],
    ['Olympic White Rosewood Fingerboard', 'olympic-white'],
    ['Aged Olympic White', 'olympic-white'],
    ['3 Tone Sunburst', '3-color-sunburst'],
    ['Three-Tone Burst', '3-color-sunburst'],
    ['3-colour sunburst', '3-color-sunburst'],
    ['Sunburst (3-Color)', '3-color-sunburst'],
    ['3-Color Sunburst (3TS)', '3-color-sunburst'],
    ['two-toned sunburst', '2-color-sunburst'],
    ['Faded 3-Color Sunburst', 'faded-3-color-sunburst'],
    ['Sienna Burst', 'sienna-sunburst'],
    ['Tobacco Burst', 'tobacco-sunburst'],
    ['Heritage Cherry Sunburst', 'heritage-cherry-sunburst'],
    ["'60s Cherry", 'cherry'],
    ['Aged Cherry', 'worn-cherry'],
    ['Goldtop', 'gold-top'],
    ['Les Paul Gold-Top', 'gold-top'],
    ['Sea Foam Green', 'seafoam-green'],
    ['Honeyburst', 'honey-burst'],
    ['Silver Burst', 'silverburst'],
    ['Trans. Black', 'trans-black'],
    ['Translucent Black', 'trans-black'],
    ['See-Thru Black', 'trans-black'],
    ['Butterscotch Blond', 'butterscotch-blonde'],
    ['Ebony', 'black'],
    ['Natural Mahogany', 'natural'],
    ['Flamed Natural', 'natural'],
    ['Schwarz', 'black'],
    ['Farbe: Schwarz', 'black'],
    ['Couleur : Noir', 'black'],
    ['Noir mat', 'black'],
    ['3TSB', '3-color-sunburst'],
    ['3-TSB', '3-color-sunburst'],
    ['2TSB', '2-color-sunburst'],
    ['Sonic Blue over 3-Color Sunburst', 'sonic-blue'],
    ['Faded Sonic Blue over Black', 'sonic-blue'],
    ['Fiesta Red (looks like Dakota Red)', 'fiesta-red'],
    ['Originally black, now natural', 'natural'],
    ['red burst', 'red-burst'],
    ['metallic blue', 'metallic-blue'],
    ['キャンディアップルレッド', 'candy-apple-red'],
    ['櫻桃紅', 'cherry'],
    ['Black', 'black'],
    ['natural', 'natural'],
  ])('%s is %s', (text, slug) => {
    expect(read(text)).toBe(slug);
    expect(taxonomy.match(text).kind).not.toBe('fuzzy');
  });

  it('calls the name and the slug exact, other spellings an alias', () => {
    expect(taxonomy.match('Olympic-White').kind).toBe('exact');
    expect(taxonomy.match('3 tone sunburst').kind).toBe('exact');
    expect(taxonomy.match('Tobacco Burst').kind).toBe('alias');
    expect(taxonomy.match('3TS').kind).toBe('alias');
  });
});

describe('a finish that was not given', () => {
  it.each([
    [null],
    [undefined],
    [''],
    [' \t\n'],
    ['\u00a0'],
    ['n/a'],
    ['N.A.'],
    ['n.v.t.'],
    ['unbekannt'],
    ['NA'],
    ['none'],
    ['-'],
    ['—'],
    ['?'],
    ['...'],
    ['🎸🎸'],
    ['\ud800'],
    ['Unknown'],
    ['see photos'],
    ['See Pics!'],
    ['please see description'],
    ['As pictured'],
    ['Other'],
    ['TBD'],
    ['Not Specified'],
    ['not sure'],
    ['default'],
    ['Custom'],
    ['Custom Color'],
    ['Select one'],
    ['siehe Fotos'],
    ['Gloss'],
    ['Nitrocellulose Lacquer'],
    ['Original'],
    ['1962'],
    ['Fender'],
  ])('%j is missing', (text) => {
    expect(read(text)).toBe('missing');
  });
});

describe('a finish that is only a colour', () => {
  it.each([
    ['red', 'red'],
    ['Blue', 'blue'],
    ['WHITE', 'white'],
    ['dark red', 'red'],
    ['Light Blue', 'blue'],
    ['pale metallic blue', 'blue'],
    ['Rosso', 'red'],
    ['赤', 'red'],
    ['deep cherry red', 'red'],
    ['Sunburst', 'sunburst'],
    ['burst', 'sunburst'],
    ['gold', 'gold'],
    ['Silver', 'silver'],
    ['Orange', 'orange'],
    ['grey', 'silver'],
    ['Yellow!', 'yellow'],
    ['multi-color', 'multicolour'],
    ['Custom red', 'red'],
    ['Rot', 'red'],
    ['rouge', 'red'],
    ['Rojo', 'red'],
    ['grün', 'green'],
    ['weiß', 'white'],
    ['Red guitar, black pickguard', 'red'],
    ['purple burst metallic', 'purple'],
    ['dark', ''],
    ['blonde', 'yellow'],
    ['colorful', ''],
    ['Red / White', ''],
  ])('%s is vague: %s', (text, family) => {
    expect(read(text)).toBe(`vague:${family}`);
  });
});

describe('a finish that nobody can name', () => {
  it.each([
    ['Fiesta Red or Surf Green'],
    ['Sonic Green'],
    ['Rosso fuoco'],
    ['Arctic Pelham Blue'],
    ['Black & White'],
    ['Cherry/White'],
    ['Sonic Blue Fiesta Red'],
    ['Rosewood fingerboard, black hardware'],
    ['Black pickguard'],
    ['Vintage White binding'],
    ['Maple'],
    ['Black Beauty'],
    ['Cherry Audio'],
    ['Big Red Knob'],
    ['car'],
    ['ch'],
    ['Galactic Swirl Deluxe Monster'],
    ['Fiesta Red with everything that I could ever say of it '.repeat(5)],
    ['<b>Fiesta Red</b>'],
    ['<script>alert("black")</script>'],
    ['"><Img Onerror=Alert(1) Src='],
    ["'; DROP TABLE listing; --"],
    ['=HYPERLINK("http://example.com")'],
    ['__proto__'],
    ['constructor'],
    ['\u0000x1'],
    ['龍'],
  ])('%s is unrecognised', (text) => {
    expect(read(text)).toBe('unrecognised');
  });

  test('takes hostile texts of any length without delay', () => {
    for (const part of ['<', '<a', '&', '&#', '(', "'", 'a', 'fiesta ', '\u0301', '<script>', 'trans.']) {
      const text = part.repeat(1_000_000);
      expect(taxonomy.match(text).kind).toBe('unrecognised');
      expect(taxonomy.mention(text)).toBeUndefined();
    }
  });

  it.skipIf(!hasShared)('holds for the strings of a disclosed injection report', () => {
    const { main_listing: listing } = JSON.parse(
      readShared('reverb/listing-detail-2016-sandbox-hostile-strings.json'),
    );
    expect(read(listing.finish, listing.make)).toBe('unrecognised');
    for (const text of [listing.title, listing.model, listing.description]) {
      expect(taxonomy.mention(text, listing.make)).toBeUndefined();
    }
  });
});

it('an unknown name still says its family', () => {
  expect(taxonomy.match('Arctic Pelham Blue')).toEqual({ kind: 'unrecognised', family: 'blue' });
  expect(taxonomy.match('Thunder Ocean Burst')).toEqual({ kind: 'unrecognised', family: 'blue' });
  expect(taxonomy.match('Black Beauty')).toEqual({ kind: 'unrecognised' });
});

describe('shop codes', () => {
  it.each([
    ['3TS', undefined, '3-color-sunburst'],
    ['3ts', 'Fender', '3-color-sunburst'],
    ['CAR', undefined, 'candy-apple-red'],
    ['WBL', 'Squier', 'white-blonde'],
    ['OWT', 'Fender Custom Shop', 'olympic-white'],
    ['BSB', 'Ibanez', 'unrecognised'],
    ['CH', 'Epiphone', 'cherry'],
    ['CH', 'Gibson Custom', 'cherry'],
    ['CH', 'Ibanez', 'unrecognised'],
    ['CH', undefined, 'unrecognised'],
    ['HB', 'Epiphone', 'honey-burst'],
    ['HB', undefined, 'unrecognised'],
    ['BS', 'Epiphone', 'silverburst'],
    ['BS', 'Ibanez', 'brown-sunburst'],
    ['BS', undefined, 'unrecognised'],
    ['VS', 'Epiphone', 'vintage-sunburst'],
    ['VS', 'Yamaha', 'violin-sunburst'],
    ['VS', 'Nobody & Sons', 'unrecognised'],
    ['Epiphone VS', undefined, 'vintage-sunburst'],
  ])('%s by %s is %s', (code, make, slug) => {
    expect(read(code, make)).toBe(slug);
  });

  it('are unrecognised where two makers of the listing disagree', () => {
    expect(read('VS', 'Epiphone or Yamaha')).toBe('unrecognised');
  });
});

describe('a misspelt finish', () => {
  it.each([
    ['Feista Red', 'fiesta-red'],
    ['Candy Aple Red', 'candy-apple-red'],
    ['Olympc White', 'olympic-white'],
    ['Lake Placid Bleu', 'lake-placid-blue'],
    ['Lake Placcid Bleu', 'lake-placid-blue'],
    ['Wien Red', 'wine-red'],
    ['3-Color Sunbrust', '3-color-sunburst'],
    ['Buterscotch Blonde (refin)', 'butterscotch-blonde'],
    ["'64 Feista Red w/ black pickguard", 'fiesta-red'],
    ['Heritage Chery Sunburst', 'heritage-cherry-sunburst'],
  ])('%s is taken for %s', (text, slug) => {
    expect(read(text)).toBe(`~${slug}`);
  });

  it.each([
    ['Pine Red'],
    ['Blak'],
    ['3TZ'],
    ['4-Color Sunburst'],
    ['Artic Pelham Blue'],
    ['Trans Blak'],
    ['Feista Red or Surf Green'],
  ])('%s is not guessed', (text) => {
    expect(taxonomy.match(text)).not.toHaveProperty('finish');
  });

  test('one typing error never leads to another finish', () => {
    const random = createRandom('typing errors');
    let guessed = 0;
    let tried = 0;
    for (const finish of taxonomy.finishes.values()) {
      for (let n = 0; n < 25; n++) {
        const text = mistype(finish.name, random);
        const match = taxonomy.match(text);
        if ('finish' in match) expect.soft(match.finish.slug, text).toBe(finish.slug);
        tried++;
        if (match.kind === 'fuzzy') guessed++;
      }
    }
    // Refusing everything would be safe as well.
    expect(guessed / tried).toBeGreaterThan(0.6);
  });
});

/** One letter swapped with the next, left out, doubled into another, or replaced. */
function mistype(name: string, random: Random): string {
  const places = [...name].flatMap((letter, at) => (/[a-z]/i.test(letter) ? [at] : []));
  const at = random.pick(places);
  const letter = random.pick([...'abcdefghijklmnopqrstuvwxyz']);
  const [before, here, after] = [name.slice(0, at), name[at]!, name.slice(at + 1)];
  return random.pick([
    before + after.slice(0, 1) + here + after.slice(1),
    before + after,
    before + here + letter + after,
    before + letter + after,
  ]);
}

describe('finishes that a user adds', () => {
  const own: Finish = {
    slug: 'workshop-red',
    name: 'Red',
    family: 'red',
    makers: [],
    aliases: ['Olympic White'],
    codes: [{ code: 'WRK', maker: null }],
    translations: [{ language: 'de', name: 'Werkstattrot' }],
    swatch: ['#aa0000'],
    origin: 'extension',
  };
  const families = [...taxonomy.families.values()];
  const extended = createTaxonomy({ families, finishes: [own, ...taxonomy.finishes.values()] }, 7);

  it('are found, and a colour word among them is a whole name', () => {
    expect(extended.version).toBe(7);
    expect(read('red', undefined, extended)).toBe('workshop-red');
    expect(read('WRK', undefined, extended)).toBe('workshop-red');
    expect(read('werkstattrot', undefined, extended)).toBe('workshop-red');
    expect(read('blue', undefined, extended)).toBe('vague:blue');
  });

  it('are found by a name in capitals, however it is written', () => {
    const capitals = createTaxonomy({
      families,
      finishes: [{ ...own, slug: 'umbra', name: 'UMBRA', aliases: [] }],
    });
    expect(read('umbra', undefined, capitals)).toBe('umbra');
  });

  it('win where they share a name with a built-in finish', () => {
    expect(read('Olympic White', undefined, extended)).toBe('workshop-red');
  });

  it('are found by a code of a maker who is named nowhere else', () => {
    const codes = [{ code: 'WR', maker: 'Workshop & Sons' }];
    const workshop = createTaxonomy({ families, finishes: [{ ...own, codes }] });
    expect(read('WR', 'Workshop & Sons', workshop)).toBe('workshop-red');
    expect(read('WR', undefined, workshop)).toBe('unrecognised');
  });
});

describe('families that a user adds', () => {
  const [red] = [...taxonomy.families.values()].filter(({ slug }) => slug === 'red');
  const tweed = { ...red!, slug: 'tweed', words: ['tweed'], translations: [], origin: 'extension' as const };
  const plaid = { ...tweed, slug: 'plaid', words: ['plaid', 'rot'], winsOver: ['tweed'] };
  const families = [...taxonomy.families.values(), tweed, plaid];
  const extended = createTaxonomy({ families, finishes: [] });

  it('are what their words say, and take a word from a built-in family', () => {
    expect(read('Tweed', undefined, extended)).toBe('vague:tweed');
    expect(read('rot', undefined, extended)).toBe('vague:plaid');
    expect(read('rouge', undefined, extended)).toBe('vague:red');
  });

  it('win over those that they say, in either order', () => {
    expect(read('plaid tweed', undefined, extended)).toBe('vague:plaid');
    expect(read('tweed plaid', undefined, extended)).toBe('vague:plaid');
    expect(read('red tweed', undefined, extended)).toBe('vague:');
  });
});

describe('a maker', () => {
  const offers = (finish: string, make: string | null, title: string | null = null) =>
    taxonomy.offers(finish, { make, title });

  it('offers its own finishes and those that are common to all', () => {
    expect(offers('olympic-white', 'Fender')).toBe(true);
    expect(offers('olympic-white', 'Squier by Fender')).toBe(true);
    expect(offers('olympic-white', null, 'Fender Stratocaster 1964')).toBe(true);
    expect(offers('black', 'Ibanez')).toBe(true);
  });

  it('does not offer those of others, and nobody’s where no maker is named', () => {
    expect(offers('olympic-white', 'Ibanez')).toBe(false);
    expect(offers('vintage-sunburst', 'Fender')).toBe(false);
    expect(offers('olympic-white', null, 'electric guitar')).toBe(false);
  });

  it('may offer what the taxonomy does not have', () => {
    expect(offers('puce', 'Fender')).toBe(true);
  });
});
