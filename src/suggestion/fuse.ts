import type { LabelScores, PhotoScores } from '../classifier/classifier.js';
import { childNumbers, type LabelTree } from '../classifier/label-tree.js';
import type { View } from '../classifier/view.js';

export interface FusionParameters {
  /**
   * How far photos of one guitar count as independent evidence of its family, and of its finish within the family: the
   * exponent of the number of photos. At 0 they repeat each other and the result is their mean (of logarithms); at 1 they
   * are independent and it is their product.
   */
  independence: { family: number; finish: number };
  /** Weight of a photo that shows no body; a photo that shows nothing but a body has the weight 1. */
  leastWeight: number;
  /**
   * What the weight is multiplied by, by the part of the guitar in sight; 1 where the model does not tell. A back often has
   * another finish than the top, so beside a front it hardly counts. If no photo of a listing has a vote by its view, those
   * without a reason have one all the same: one front in 35 is taken for a case or for something else.
   */
  viewWeights: Readonly<Record<View, number>>;
  /** Lower probabilities are raised to this one, so that no single photo can veto a label. */
  leastProbability: number;
  /** Photos disagree if the Jensen-Shannon divergence of their families is at least this; two equal camps have 1 bit. */
  disagreementBits: number;
}

/**
 * On 85 real guitars of up to 6 photos, of a source that the heads had not seen, independence 0, 0.25, 0.5, 0.75, 1 gave a
 * negative log-likelihood of the true family of 0.252, 0.231, 0.254, 0.304, 0.376. Photos of one guitar mistake its finish
 * for the same other one: at 0 and 0.5, of the finishes with 0.8 or more, 0.91 and 0.81 were right.
 */
export const defaultFusion: FusionParameters = {
  independence: { family: 0.25, finish: 0 },
  leastWeight: 0.05,
  viewWeights: { front: 1, detail: 0.5, back: 0.1, headstock: 0, case: 0, other: 0 },
  leastProbability: 1e-3,
  disagreementBits: 0.5,
};

/** Scores of all photos together: the coarse ones sum to 1. */
export interface FusedScores extends LabelScores {
  /** Share of each photo in the result, in the order given; sums to 1. Photos without a vote have 0. */
  weights: number[];
  disagree: boolean;
}

/**
 * Fuses the scores of several photos into one: a weighted logarithmic opinion pool (Genest and Zidek 1986, Combining
 * Probability Distributions) of the families, and of the finishes within each family. Photos that agree on the family
 * therefore support it whatever finish they see. The clearer a photo shows a body, the more it weighs. A single vote
 * keeps its scores. Pass each distinct photo once. Undefined if none has a vote.
 */
export function fusePhotos(
  photos: readonly PhotoScores[],
  labels: LabelTree,
  parameters: FusionParameters = defaultFusion,
): FusedScores | undefined {
  const byView = photos.map((photo) => voteOf(photo, parameters));
  const votes = byView.some((vote) => vote > 0)
    ? byView
    : photos.map((photo) => voteOf({ ...photo, view: undefined }, parameters));
  const voters = photos.filter((_, i) => votes[i]! > 0);
  const [first] = voters;
  if (!first) return undefined;
  const weights = normalise(votes);
  if (voters.length === 1) return { coarse: first.coarse, fine: first.fine, weights, disagree: false };

  const families = pool(
    photos.map((photo) => photo.coarse),
    weights,
    parameters.independence.family,
    parameters,
  );
  const finishes = new Float32Array(labels.fine.length);
  for (const [familyIndex, family] of labels.coarse.entries()) {
    const members = childNumbers(labels, family);
    if (members.length === 0) continue;
    const within = pool(
      photos.map((photo) => withinFamily(photo, familyIndex, members)),
      // A photo that does not see the family has nothing but noise to say about its finishes.
      normalise(photos.map((photo, index) => weights[index]! * Math.max(photo.coarse[familyIndex]!, 1e-9))),
      parameters.independence.finish,
      parameters,
    );
    for (const [place, index] of members.entries()) finishes[index] = families[familyIndex]! * within[place]!;
  }
  const disagree = divergence(photos, weights) >= parameters.disagreementBits;
  return { coarse: Float32Array.from(families), fine: finishes, weights, disagree };
}

/** How much a photo counts beside others, 0 to 1; at 0 it says nothing of the finish. */
export function voteOf(
  { bodyShare, view, reason }: PhotoScores,
  { leastWeight, viewWeights }: FusionParameters = defaultFusion,
): number {
  if (reason) return 0;
  return Math.max(bodyShare, leastWeight) * (view ? viewWeights[view] : 1);
}

/** P(finish | family) of the members, followed by the rest of the family: finishes that the model does not know. */
function withinFamily(photo: PhotoScores, family: number, members: readonly number[]): number[] {
  const joint = members.map((index) => photo.fine[index]!);
  const rest = photo.coarse[family]! - joint.reduce((sum, value) => sum + value, 0);
  return normalise([...joint, Math.max(rest, 0)]);
}

/** p(x) ~ product of p_i(x)^(w_i t), with t = (number of photos that really count)^independence. */
function pool(
  distributions: readonly ArrayLike<number>[],
  weights: readonly number[],
  independence: number,
  { leastProbability }: FusionParameters,
): number[] {
  // Kish's effective sample size: if one of three photos has nearly all the weight, they count as little more than one.
  const count = 1 / weights.reduce((sum, weight) => sum + weight * weight, 0);
  const exponent = count ** independence;
  const logs = Array.from(distributions[0]!, (_, x) =>
    distributions.reduce(
      (sum, p, i) => sum + exponent * weights[i]! * Math.log(Math.max(p[x]!, leastProbability)),
      0,
    ),
  );
  const highest = Math.max(...logs);
  return normalise(logs.map((log) => Math.exp(log - highest)));
}

/** Weighted Jensen-Shannon divergence of the photos' families, in bits (Lin 1991). */
function divergence(photos: readonly PhotoScores[], weights: readonly number[]): number {
  const mean = Array.from(photos[0]!.coarse, (_, x) =>
    photos.reduce((sum, photo, i) => sum + weights[i]! * photo.coarse[x]!, 0),
  );
  return entropy(mean) - photos.reduce((sum, photo, i) => sum + weights[i]! * entropy(photo.coarse), 0);
}

function entropy(distribution: ArrayLike<number>): number {
  return Array.from(distribution).reduce((sum, p) => (p > 0 ? sum - p * Math.log2(p) : sum), 0);
}

function normalise(values: readonly number[]): number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  return sum > 0 ? values.map((value) => value / sum) : values.map(() => 1 / values.length);
}
