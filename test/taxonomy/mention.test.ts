import { describe, expect, it } from 'vitest';
import { loadBuiltInTaxonomy } from '../../src/taxonomy/built-in.js';
import type { TextKind } from '../../src/taxonomy/taxonomy.js';

const taxonomy = await loadBuiltInTaxonomy();
const slugOf = (text: string, make?: string) => taxonomy.mention(text, make)?.finish?.slug;
const familyOf = (text: string, kind?: TextKind) => taxonomy.mention(text, undefined, kind)?.family;

describe('a text names the finish', () => {
  it.each([
    ['Fender American Vintage II 1961 Stratocaster Fiesta Red', 'fiesta-red'],
    ["Fender '60s Strat - FIESTA RED - Relic", 'fiesta-red'],
    ['2019 Fender Telecaster Butterscotch Blonde Maple Neck', 'butterscotch-blonde'],
    ['Gibson Les Paul Standard Goldtop 1957', 'gold-top'],
    ['Les Paul Gold Top with dark back', 'gold-top'],
    ['Gibson Les Paul Honeyburst', 'honey-burst'],
    ['Gibson ES-335 Heritage Cherry Sunburst, flamed', 'heritage-cherry-sunburst'],
    ['Cherry Sunburst. That is, Heritage Cherry Sunburst.', 'heritage-cherry-sunburst'],
    ['Fender Jazz Bass 3-tone sunburst', '3-color-sunburst'],
    ['Fiesta Red Stratocaster with black pickguard and gold hardware', 'fiesta-red'],
    ['Olympic White Strat w/ Mint Green pickguard', 'olympic-white'],
    ['Fiesta Red with Olympic White headstock', 'fiesta-red'],
    ['Lake Placid Blue / matching headstock', 'lake-placid-blue'],
    ['Candy Apple Red Matching Headstock', 'candy-apple-red'],
    ['Surf Green, not Sonic Blue', 'surf-green'],
    ['Fiesta Red over 3-Color Sunburst', 'fiesta-red'],
    ['Strat 3TS', '3-color-sunburst'],
    ['Epiphone VS', 'vintage-sunburst'],
    ['Pickguard: Mint Green. Color: Surf Green', 'surf-green'],
    ['Pelham Blue; the case is brown with Hot Pink lining', 'pelham-blue'],
    ['Trans Black Cherry over flamed maple', 'black-cherry'],
    ['<p>A fine <b>Fiesta</b>&nbsp;<i>Red</i> Strat</p>', 'fiesta-red'],
    ['<ul><li>Finish: Sherwood Green Metallic</li></ul>', 'sherwood-green-metallic'],
    ['<style>.surf-green { color: surf green }</style><p>Shell Pink</p>', 'shell-pink'],
    ['<a href="https://example.com/surf-green">Shell Pink</a>', 'shell-pink'],
    ['Sea&#32;Foam&#x20;Green', 'seafoam-green'],
    ['Shell Pink <3', 'shell-pink'],
  ])('%s', (text, slug) => {
    expect(slugOf(text)).toBe(slug);
  });
});

describe('a text names no finish of the guitar', () => {
  it.each([
    [''],
    ['Gibson Les Paul Custom Black Beauty'],
    ['Gretsch White Falcon'],
    ['Gretsch Vintage White Falcon'],
    ['Cherry Audio synthesizer'],
    ['Big Red Knob'],
    ['a warm natural tone'],
    ['Fender Blues Junior'],
    ['black pickguard, gold hardware, walnut body'],
    ['Fender Stratocaster Red'],
    ['Gibson CS Les Paul'],
    ['Ibanez AS73 vs AS93'],
    ['Sunburst Telecaster'],
    ['natural wood grain'],
    ['Fiesta Red pickguard'],
    ['Olympic White 3-ply pickguard'],
    ['gold top hat knobs'],
    ['Pickguard: 3-ply Vintage White'],
    ['pickguard in Vintage White'],
    ['Surf Green guitar strap'],
    ['also available in Surf Green'],
    ['not Fiesta Red'],
    ['Fiesta Red Sparkle'],
    ['dark Cherry Red'],
    ['Fiesta, Red'],
    ['Fiesta<br>Red'],
    ['<img alt="Fiesta Red">'],
    ['Lake Placid Blue Sparkle'],
    ['Fiesta &toString; Red &#0; &#x110000; &constructor;'],
  ])('%s', (text) => {
    expect(slugOf(text)).toBeUndefined();
  });

  it('where it names several', () => {
    expect(slugOf('Fiesta Red or Surf Green')).toBeUndefined();
    expect(slugOf('Choose Fiesta Red, Surf Green, Sonic Blue')).toBeUndefined();
  });

  it('where vintage is the age of the guitar and not part of its maker’s name', () => {
    expect(slugOf('Vintage Sunburst Stratocaster', 'Fender')).toBeUndefined();
    expect(slugOf('Les Paul Vintage Sunburst', 'Gibson')).toBe('vintage-sunburst');
    expect(slugOf('Les Paul Vintage Sunburst')).toBe('vintage-sunburst');
  });

  it('beyond the first 5,000 characters', () => {
    expect(slugOf(`${'word '.repeat(990)}Fiesta Red`)).toBe('fiesta-red');
    expect(slugOf(`${'word '.repeat(1000)}Fiesta Red`)).toBeUndefined();
  });
});

it('says which words name it, and where', () => {
  const text = '🎸 Fender — “Sonic   Blue” strat, sonic blue';
  const mention = taxonomy.mention(text)!;
  expect(mention.phrase).toBe('Sonic   Blue');
  expect(text.slice(mention.start, mention.start + mention.phrase.length)).toBe(mention.phrase);
});

describe('a text names only a family', () => {
  it.each([
    ['Fender Stratocaster Red', 'red'],
    ['Sunburst Telecaster', 'sunburst'],
    ['Fiesta Red Sparkle', 'red'],
    ['Les Paul Purple Ocean Burst', 'purple'],
    ['Gitarre weiß mit schwarzem Schlagbrett', 'white'],
    ['Guitarra eléctrica roja con golpeador negro', 'red'],
  ])('%s', (text, family) => {
    expect(familyOf(text)).toBe(family);
    expect(slugOf(text)).toBeUndefined();
  });

  it('in a description where it is said of the guitar', () => {
    expect(familyOf('A fine red guitar.', 'description')).toBe('red');
    expect(familyOf('Colour: red. Bridge: black.', 'description')).toBe('red');
    expect(familyOf('The red light is on, and the knobs are white.', 'description')).toBeUndefined();
    expect(familyOf('Body: Walnut. Fretboard: Ebony.', 'description')).toBeUndefined();
  });
});

describe('what is no more, or belongs to another guitar, is not named', () => {
  it.each([
    ['Gibson SG refinished from Cherry Red to black', 'black'],
    ['Gibson SG Cherry Red removed, now black', 'black'],
    ['Gibson SG, never Cherry Red', undefined],
    ['Gibson SG nicht Cherry Red', undefined],
    ['Gibson SG - will trade for Pelham Blue', undefined],
    ['Gibson SG instead of Cherry Red', undefined],
    ['Gibson SG, not in Cherry Red', undefined],
    ['I also have one in Lake Placid Blue listed.', undefined],
    ['Case candy lining is Fiesta Red. Free strap.', undefined],
    ['Also available: Surf Green, Daphne Blue.', undefined],
    ['Pictured next to my Sonic Blue Strat (not included).', undefined],
  ])('%s', (text, slug) => {
    expect(slugOf(text)).toBe(slug);
  });
});
