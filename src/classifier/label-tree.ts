/**
 * The labels that a model tells apart, in the order of its outputs: the coarse ones, and under each of them any number
 * of fine ones. Arbitrary tags are a tree of coarse labels only.
 *
 * Whatever is numbered or scored along a tree speaks of coarse and fine labels. The taxonomy calls its two tiers families
 * and finishes, and so does everything that names an answer: datasets, suggestions, reports, the database, model.json.
 */
export interface LabelTree {
  readonly coarse: readonly string[];
  readonly fine: readonly FineLabel[];
}

export interface FineLabel {
  readonly label: string;
  /** The coarse label above it. */
  readonly parent: string;
  /** It stands for all that are not listed: heads learn it, so that they can refuse, and no answer names it. */
  readonly other?: true;
}

/** The tree with one more fine label below each coarse one, after all others, for what is not listed. */
export function withOthers({ coarse, fine }: LabelTree): LabelTree {
  const others = coarse.map((parent) => ({ label: `${parent}/other`, parent, other: true as const }));
  return { coarse, fine: [...fine, ...others] };
}

/** The labels that answers may name. */
export function withoutOthers({ coarse, fine }: LabelTree): LabelTree {
  return { coarse, fine: fine.filter(({ other }) => !other) };
}

export const tiers = ['coarse', 'fine'] as const;
/** All labels at one depth of a tree. */
export type Tier = (typeof tiers)[number];
/** One value for each tier. */
export type ByTier<T> = Record<Tier, T>;

/** How many labels there are in all: a head has one logit for each, the coarse ones first. */
export function labelCount({ coarse, fine }: LabelTree): number {
  return coarse.length + fine.length;
}

/** The labels of each tier, without their parents. */
export function labelsOf({ coarse, fine }: LabelTree): ByTier<readonly string[]> {
  return { coarse, fine: fine.map(({ label }) => label) };
}

/** The number of the parent of each fine label among the coarse ones; -1 if it is not one of them. */
export function parentNumbers({ coarse, fine }: LabelTree): Int32Array {
  const numbers = new Map(coarse.map((label, number) => [label, number]));
  return Int32Array.from(fine, ({ parent }) => numbers.get(parent) ?? -1);
}

/** The numbers of the fine labels below a coarse one, in their order. */
export function childNumbers({ fine }: LabelTree, parent: string): number[] {
  return fine.flatMap((label, number) => (label.parent === parent ? [number] : []));
}
