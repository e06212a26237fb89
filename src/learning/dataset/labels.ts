import type { HeadLabels } from '../../classifier/head-graph.js';
import { unlabelled, untaught } from '../calibration/calibrate.js';
import type { Embeddings } from '../extractor/embeddings.js';
import type { Examples } from '../fitting/fit.js';
import type { LabelledPhoto } from './dataset.js';

/** Photos of a finish below this teach their family only: a finish seen so rarely is not learnt. */
const leastPhotosOfFinish = 5;

/** What a model is taught to tell apart. */
export interface Labels {
  families: string[];
  finishes: { slug: string; family: string }[];
  /** The same in numbers. */
  head: HeadLabels;
}

/** The labels of the photos; `order` holds all families in the order that labels take. */
export function toLabels(photos: readonly LabelledPhoto[], order: readonly string[]): Labels {
  const counts = countLabels(photos);
  const families = order.filter((family) => counts.family[family]);
  const finishes = [
    ...new Map(photos.flatMap(({ finish, family }) => (finish ? [[finish, family] as const] : []))),
  ]
    .filter(([slug]) => counts.finish[slug]! >= leastPhotosOfFinish)
    .map(([slug, family]) => ({ slug, family }))
    .sort((a, b) => (a.slug < b.slug ? -1 : 1));
  const familyOfFinish = Int32Array.from(finishes, ({ family }) => families.indexOf(family));
  return { families, finishes, head: { families: families.length, familyOfFinish } };
}

export function toExamples(
  photos: readonly LabelledPhoto[],
  labels: Labels,
  embeddings: Embeddings,
): Examples {
  return {
    embeddings,
    ...labelNumbers(photos, labels),
    weight: Float32Array.from(photos, ({ confidence }) => (confidence === 'low' ? 0.5 : 1)),
  };
}

/** Numbers of the labels of each photo; of the finish also `unlabelled` or `untaught`. */
export function labelNumbers(
  photos: readonly LabelledPhoto[],
  labels: Pick<Labels, 'families' | 'finishes'>,
): Pick<Examples, 'family' | 'finish'> {
  const finishIndex = new Map(labels.finishes.map(({ slug }, index) => [slug, index]));
  return {
    family: Int32Array.from(photos, ({ family }) => labels.families.indexOf(family)),
    finish: Int32Array.from(photos, ({ finish }) =>
      finish === undefined ? unlabelled : (finishIndex.get(finish) ?? untaught),
    ),
  };
}

/** Photos of each label. */
export function countLabels(
  photos: readonly LabelledPhoto[],
): Record<'family' | 'finish', Record<string, number>> {
  const counts = { family: {} as Record<string, number>, finish: {} as Record<string, number> };
  for (const { family, finish } of photos) {
    counts.family[family] = (counts.family[family] ?? 0) + 1;
    if (finish) counts.finish[finish] = (counts.finish[finish] ?? 0) + 1;
  }
  return counts;
}
