import { UsageError } from '../../errors.js';
import type { Taxonomy } from '../../taxonomy/taxonomy.js';
import type { ExportSet } from './export-set.js';
import { interpretLabel, type Meaning, type StatedMeanings } from './meaning.js';

/** The meanings of the labels of a set of networks, and the labels of the model that they form. */
export interface Labelling {
  /** The meanings of the labels of the root network, in their order. */
  root: readonly Meaning[];
  within: ReadonlyMap<string, readonly Meaning[]>;
  families: readonly string[];
  finishes: readonly { slug: string; family: string }[];
}

/** Interprets all labels. Throws a UsageError that lists the unknown labels and says how to state their meaning. */
export function interpretLabels(
  { root, within }: ExportSet,
  { taxonomy, stated }: { taxonomy: Taxonomy; stated: StatedMeanings },
): Labelling {
  const problems: string[] = [];
  const namesFinish = (label: string) =>
    interpretLabel(label, { taxonomy, stated: new Map(), tellsFinishes: false })?.finish !== undefined;
  const interpret = (labels: readonly string[], family?: string): Meaning[] => {
    const tellsFinishes = family !== undefined || labels.some(namesFinish);
    return labels.map((label) => {
      const meaning = interpretLabel(label, { taxonomy, stated, family, tellsFinishes });
      if (!meaning) problems.push(`"${label}" is neither a family nor a finish`);
      if (family && meaning?.family && meaning.family !== family)
        problems.push(`"${label}" in the export ${family} is of the family ${meaning.family}`);
      return meaning ?? {};
    });
  };
  const rootMeanings = interpret(root.labels);
  const withinMeanings = new Map(
    [...within].map(([family, { labels }]) => [family, interpret(labels, family)] as const),
  );

  const every = new Set([root, ...within.values()].flatMap(({ labels }) => labels));
  for (const label of stated.keys())
    if (!every.has(label)) problems.push(`"${label}" is stated, but no network has it`);
  const known = new Set(rootMeanings.map(({ family }) => family));
  for (const family of within.keys())
    if (!known.has(family)) problems.push(`there is an export ${family}, but "family" has no such label`);
  const families = [...taxonomy.families.keys()].filter((family) => known.has(family));
  if (families.length === 0 && problems.length === 0) problems.push('no label is a family or a finish');
  if (problems.length > 0) {
    throw new UsageError(
      `The labels of the export are not all understood:\n${problems.slice(0, 50).join('\n')}\nState what they mean in a CSV with the columns label,family,finish and give it with --labels (finish is a slug that honeyburst taxonomy lists, or empty; a label with neither means no guitar).`,
      { code: 'unknown_labels' },
    );
  }

  // If a family has its own network, only that network tells its finishes apart.
  const telling = [
    ...rootMeanings.filter(({ family }) => family && !within.has(family)),
    ...[...withinMeanings.values()].flat(),
  ];
  const finishes = families.flatMap((family) => {
    const slugs = telling.flatMap((meaning) =>
      meaning.family === family && meaning.finish ? [meaning.finish] : [],
    );
    return [...new Set(slugs)].sort().map((slug) => ({ slug, family }));
  });
  return { root: rootMeanings, within: withinMeanings, families, finishes };
}
