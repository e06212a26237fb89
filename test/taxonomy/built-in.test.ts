import { describe, expect, it } from 'vitest';
import { loadBuiltInTaxonomy } from '../../src/taxonomy/built-in.js';
import { wordsOf } from '../../src/taxonomy/colour-words.js';
import { nameKey } from '../../src/taxonomy/token.js';
import { hasShared, readSharedCsv } from './shared-finishes.js';

const taxonomy = await loadBuiltInTaxonomy();

/** Where the sources' family is not ours, and why. */
const knownDifferences: Readonly<Record<string, string>> = {
  'white-blonde': 'one shop says yellow, another and the labels white',
  natural: 'two shops sort it under brown',
  'black-metallic': 'the shop sorts it under metallic grey',
  'ocean-turquoise': 'the shop says green, the labels blue',
  amber: 'the shop says orange',
  'charcoal-burst': 'the shop says sunburst; gray bursts belong to their colour',
};
/** The sources' one family for gray, silver and metallic is our silver. */
const familyNames: Readonly<Record<string, string>> = {
  'metallic-silver-grey': 'silver',
  'other-multicolour': 'multicolour',
};

describe('the built-in taxonomy', () => {
  it('has finishes in every family, each named by its slug', () => {
    expect(taxonomy.finishes.size).toBeGreaterThan(500);
    const named = new Set([...taxonomy.finishes.values()].map(({ family }) => family));
    expect(named).toEqual(new Set(taxonomy.families.keys()));
    expect(named.size).toBe(15);
    for (const { slug, name } of taxonomy.finishes.values()) {
      expect(slug).toBe(name.toLowerCase().replace(/[^a-z0-9]+/g, '-'));
    }
  });

  it('finds every finish by its name, slug, aliases, codes and translations, but for single colour words', () => {
    const vague: string[] = [];
    for (const finish of taxonomy.finishes.values()) {
      const { name, slug, aliases, codes, translations } = finish;
      const texts = [name, slug, ...aliases, ...translations.map((translation) => translation.name)];
      for (const [text, maker] of [
        ...texts.map((text) => [text, finish.makers[0]] as const),
        ...codes.map(({ code, maker }) => [code, maker ?? finish.makers[0]] as const),
      ]) {
        const match = taxonomy.match(text, maker);
        if (match.kind === 'vague') vague.push(text);
        else expect.soft(match, text).toMatchObject({ finish: { slug: finish.slug } });
      }
    }
    const words = [...taxonomy.families.values()].flatMap((family) => wordsOf(family).map(nameKey));
    for (const text of vague) expect.soft(words, text).toContain(nameKey(text));
  });

  it('shows every burst as a gradient and every other finish as one colour', () => {
    for (const { slug, swatch } of taxonomy.finishes.values()) {
      const isBurst = /burst|glo$|^antigua$|^tiger-eye$|^dirty-lemon$/.test(slug);
      expect.soft(swatch.length > 1, slug).toBe(isBurst);
    }
  });

  it('reads the words of every family as that family', () => {
    for (const { slug, words, translations, plain } of taxonomy.families.values()) {
      for (const word of [...words, ...translations.map(({ name }) => name)]) {
        // Mint alone is a condition.
        if (word === 'mint') continue;
        const match = taxonomy.match(word);
        if (match.kind === 'vague') expect.soft(match.family, word).toBe(slug);
        else expect.soft(plain, word).toBe(true);
      }
    }
  });

  it('names no blue, green or gray burst a sunburst', () => {
    for (const { name, family } of taxonomy.finishes.values()) {
      if (/\b(blue|green|gray|silver|purple|aqua|charcoal)\b/i.test(name))
        expect(family, name).not.toBe('sunburst');
    }
  });

  it.skipIf(!hasShared)('holds the labels of the training photos with their families', () => {
    const labels = new Map(
      readSharedCsv('guitars/labels.csv').flatMap(({ finish, family }) => (finish ? [[finish, family]] : [])),
    );
    expect(labels.size).toBe(44);
    for (const [slug, family] of labels) expect(taxonomy.finishes.get(slug!), slug).toMatchObject({ family });
  });

  it.skipIf(!hasShared)('agrees on the family of finish names in public product data', () => {
    const rows = readSharedCsv('finishes/finish-names-in-product-data.csv');
    let matched = 0;
    for (const { finish, family, manufacturer } of rows) {
      const match = taxonomy.match(finish, manufacturer);
      if (!('finish' in match)) continue;
      matched++;
      const theirs = familyNames[family!] ?? family;
      if (match.finish.family !== theirs)
        expect.soft(knownDifferences, `${finish} ${theirs}`).toHaveProperty(finish!);
    }
    expect(matched / rows.length).toBeGreaterThan(0.7);
  });

  it.skipIf(!hasShared)('agrees with a published mapping from finish to family', () => {
    for (const { finish, family } of readSharedCsv('finishes/finish-to-family-mapping-example.csv')) {
      const match = taxonomy.match(finish);
      // Its author sorts butterscotch under natural; the labels say yellow.
      if ('finish' in match && finish !== 'Butterscotch')
        expect.soft(match.finish.family, finish).toBe(family);
    }
  });

  it.skipIf(!hasShared)('knows the codes of Epiphone, for Epiphone', () => {
    for (const { code, finish } of readSharedCsv('finishes/epiphone-gibson-finish-codes.csv')) {
      // NA is what sellers write for not available.
      if (code === 'NA') continue;
      const byCode = taxonomy.match(code, 'Epiphone');
      expect.soft(byCode, code).toMatchObject({ kind: 'alias' });
      expect
        .soft(byCode, code)
        .toHaveProperty('finish', (taxonomy.match(finish) as { finish?: unknown }).finish);
    }
  });
});
