import { namedMakers } from './makers.js';
import { matchFinish } from './match-finish.js';
import { mentionFinish } from './mention-finish.js';
import { createNameIndex } from './name-index.js';
import type { Taxonomy, TaxonomyRows } from './taxonomy.js';
import { nameKey } from './token.js';

/** A taxonomy of these rows. If two rows claim the same name, the one that a user added wins. */
export function createTaxonomy({ families, finishes }: TaxonomyRows, version?: number): Taxonomy {
  const index = createNameIndex({ families, finishes });
  const bySlug = new Map(finishes.map((finish) => [finish.slug, finish]));
  return {
    version,
    families: new Map(families.map((family) => [family.slug, family])),
    finishes: bySlug,
    finishesByFamily: new Map(
      families.map(({ slug }) => [
        slug,
        finishes.filter(({ family }) => family === slug).map((finish) => finish.slug),
      ]),
    ),
    offers(slug, { make, title }) {
      const owners = bySlug.get(slug)?.makers ?? [];
      if (owners.length === 0) return true;
      const named = namedMakers(index, `${make ?? ''} ${title ?? ''}`);
      return owners.some((owner) => named.includes(nameKey(owner)));
    },
    match: (text, make) => matchFinish(index, text, make),
    mention: (text, make, kind = 'title') => mentionFinish(index, text, make, kind),
  };
}
