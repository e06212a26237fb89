import { matchFinish } from './match-finish.js';
import { mentionFinish } from './mention-finish.js';
import { createNameIndex } from './name-index.js';
import type { Taxonomy, TaxonomyRows } from './taxonomy.js';

/** A taxonomy of these rows. If two rows claim the same name, the one that a user added wins. */
export function createTaxonomy({ families, finishes }: TaxonomyRows, version?: number): Taxonomy {
  const index = createNameIndex({ families, finishes });
  return {
    version,
    families: new Map(families.map((family) => [family.slug, family])),
    finishes: new Map(finishes.map((finish) => [finish.slug, finish])),
    match: (text, make) => matchFinish(index, text, make),
    mention: (text, make, kind = 'title') => mentionFinish(index, text, make, kind),
  };
}
