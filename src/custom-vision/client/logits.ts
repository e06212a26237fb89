import { type LabelTree, labelCount } from '../../classifier/label-tree.js';
import type { Hierarchy } from '../../classifier/scores.js';
import type { Probabilities } from './answer.js';
import type { RemoteNetwork } from './description.js';

/** The answer of one network of a model to a photo. */
export interface NetworkAnswer {
  network: RemoteNetwork;
  probabilities: Probabilities;
}

/** The probability of a tag that the answer leaves out: its logarithm is finite, and too low to matter. */
const leastProbability = 1e-12;

/**
 * The answers of a model's networks to a photo, the root's first, as the logits that `scoresOf` and calibration take.
 * Fine labels without an answer are equally likely, so the only one of a family gets the whole share of the family.
 */
export function toLogits(
  answers: readonly NetworkAnswer[],
  labels: LabelTree,
  hierarchy: Hierarchy,
): Float32Array {
  const shares = new Float64Array(labelCount(labels));
  for (const [place, { network, probabilities }] of answers.entries()) {
    for (const tag of network.tags) {
      const output = outputOf(tag, labels, hierarchy, place === 0);
      if (output !== undefined) shares[output] = shares[output]! + (probabilities[tag.name] ?? 0);
    }
  }
  return Float32Array.from(shares, (share) => Math.log(Math.max(share, leastProbability)));
}

/** The logit that a tag adds to. The root of a hierarchy tells coarse labels only, the other networks fine ones only. */
function outputOf(
  tag: RemoteNetwork['tags'][number],
  { coarse, fine }: LabelTree,
  hierarchy: Hierarchy,
  isRoot: boolean,
): number | undefined {
  const fineNumber = fine.findIndex(({ label }) => label === tag.finish);
  if (!isRoot || hierarchy === 'flat') {
    if (fineNumber >= 0) return coarse.length + fineNumber;
    if (!isRoot) return undefined;
  }
  const coarseNumber = coarse.indexOf(tag.family ?? fine[fineNumber]?.parent ?? '');
  return coarseNumber < 0 ? undefined : coarseNumber;
}

/** How likely the photo shows no guitar, by the root's tags that name neither family nor finish. */
export function noGuitarShare({ tags }: RemoteNetwork, probabilities: Probabilities): number {
  let [nothing, total] = [0, 0];
  for (const { name, family, finish } of tags) {
    const share = probabilities[name] ?? 0;
    total += share;
    if (family === undefined && finish === undefined) nothing += share;
  }
  return total === 0 ? 0 : nothing / total;
}
