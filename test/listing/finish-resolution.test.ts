import { expect, test } from 'vitest';
import { maxDescriptionLength, resolveFinish, toPlainText } from '../../src/listing/finish-resolution.js';
import { builtInTaxonomy } from './built-in-taxonomy.js';
import { sampleListing } from './sample-listing.js';

const textFinish = (words: { title?: string; model?: string; description?: string }) =>
  resolveFinish(builtInTaxonomy(1), sampleListing({ externalId: 'a', ...words })).text_finish;

test('the title speaks before the model, and both before the description', () => {
  const [title, model, description] = ['in Fiesta Red', 'Olympic White', 'It is Candy Apple Red'];
  expect(textFinish({ title, model, description })).toBe('fiesta-red');
  expect(textFinish({ title: 'Strat', model, description })).toBe('olympic-white');
  expect(textFinish({ title: 'Strat', model: 'Strat', description })).toBe('candy-apple-red');
  expect(textFinish({ title: 'Strat' })).toBeNull();
});

test('of a description, the words count and not the markup', () => {
  expect(
    textFinish({ description: 'in Fiesta&nbsp;Red, <a href="https://x.test/Olympic White">more</a>' }),
  ).toBe('fiesta-red');
  expect(textFinish({ description: '<img alt="Olympic White">' })).toBeNull();
});

test('entities of HTML are decoded once', () => {
  expect(toPlainText('Caf&eacute; cr&egrave;me &amp; gold &#8211; &ldquo;62&rdquo;&nbsp;&amp;eacute;')).toBe(
    'Café crème & gold – “62” &eacute;',
  );
});

test('markup that never closes does not hide the words around it', () => {
  expect(textFinish({ description: `<p In <b Fiesta Red. ${'<'.repeat(maxDescriptionLength)}` })).toBe(
    'fiesta-red',
  );
});

test('what stands far down in a description is not looked at', () => {
  expect(textFinish({ description: `${'x '.repeat(maxDescriptionLength)} Fiesta Red` })).toBeNull();
});
