import { matchFinish } from './match-finish.js';
import { mentionFinish } from './mention-finish.js';
import { createNameIndex } from './name-index.js';
import type { Finish, Taxonomy } from './taxonomy.js';

/** A taxonomy over these finishes; where two claim the same name, one that a user added wins. */
export function createTaxonomy(finishes: Iterable<Finish>, version?: number): Taxonomy {
  const bySlug = new Map(Array.from(finishes, (finish) => [finish.slug, finish] as const));
  const index = createNameIndex(bySlug.values());
  return {
    version,
    finishes: bySlug,
    match: (text, make) => matchFinish(index, text, make),
    mention: (text, make) => mentionFinish(index, text, make),
  };
}
