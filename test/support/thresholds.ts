import type { ModelDescription } from '../../src/classifier/model-description.js';

/** For model.json: the same threshold for every family, and for every finish. */
export function uniformThresholds(
  labels: { families: readonly string[]; finishes: readonly { slug: string }[] },
  { family, finish }: { family: number; finish: number },
): ModelDescription['calibration']['thresholds'] {
  return {
    family: Object.fromEntries(labels.families.map((label) => [label, family])),
    finish: Object.fromEntries(labels.finishes.map(({ slug }) => [slug, finish])),
  };
}
