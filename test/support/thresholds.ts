import type { LevelThresholds } from '../../src/classifier/classifier.js';

/** The same threshold for every label of a level. */
export function uniformThresholds(
  labels: { families: readonly string[]; finishes: readonly { slug: string }[] },
  { family, finish }: { family: number; finish: number },
): LevelThresholds {
  return {
    family: Object.fromEntries(labels.families.map((label) => [label, family])),
    finish: Object.fromEntries(labels.finishes.map(({ slug }) => [slug, finish])),
  };
}
