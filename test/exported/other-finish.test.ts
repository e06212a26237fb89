import { expect, it } from 'vitest';
import { interpretLabel } from '../../src/exported/meaning.js';
import { loadBuiltInTaxonomy } from '../../src/taxonomy/built-in.js';

it('reads the tags that a flat training at Custom Vision makes: other finishes of a family', async () => {
  const taxonomy = await loadBuiltInTaxonomy();
  const meaning = (label: string) => interpretLabel(label, { taxonomy, stated: new Map() });
  expect(meaning('other red')).toEqual({ family: 'red' });
  expect(meaning('red')).toEqual({ family: 'red' });
  expect(meaning('fiesta-red')).toEqual({ family: 'red', finish: 'fiesta-red' });
});
