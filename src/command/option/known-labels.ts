import type { ModelFolder } from '../../classifier/backend.js';
import type { KnownLabels } from '../../learning/dataset/label-names.js';

/** What the labels of a dataset may name: a taxonomy, and what models were taught, be it in the taxonomy or not. */
export function knownLabels(taxonomy: KnownLabels, models: readonly ModelFolder[]): KnownLabels {
  const taught = models.map(({ description }) => description);
  return {
    match: taxonomy.match,
    families: new Map([
      ...taxonomy.families,
      ...taught.flatMap(({ families }) => families.map((family) => [family, undefined] as const)),
    ]),
    finishes: new Map([
      ...taxonomy.finishes,
      ...taught.flatMap(({ finishes }) => finishes.map((finish) => [finish.slug, finish] as const)),
    ]),
  };
}
