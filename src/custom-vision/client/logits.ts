import type { HeadLabels } from '../../classifier/head-graph.js';
import type { Probabilities } from './answer.js';
import type { RemoteDescription, RemoteNetwork } from './description.js';

type Labels = Pick<RemoteDescription, 'hierarchy' | 'families' | 'finishes'>;

/** Of a tag that was not mentioned: its logarithm is finite, and so low that it means no. */
const leastProbability = 1e-12;

export function headLabels({ families, finishes }: Pick<Labels, 'families' | 'finishes'>): HeadLabels {
  const familyOfFinish = Int32Array.from(finishes, ({ family }) => families.indexOf(family));
  return { families: families.length, familyOfFinish };
}

/**
 * What a model's networks say of a photo, the root first, as the logits that `scoresOf` and calibration take: families
 * and then finishes. Finishes that nobody was asked about are equally likely, so that a lone one has its family's share.
 */
export function toLogits(
  labels: Labels,
  answers: readonly { network: RemoteNetwork; probabilities: Probabilities }[],
): Float32Array {
  const shares = new Float64Array(labels.families.length + labels.finishes.length);
  for (const [place, { network, probabilities }] of answers.entries()) {
    for (const tag of network.tags) {
      const output = outputOf(tag, labels, place === 0);
      if (output !== undefined) shares[output] = shares[output]! + (probabilities[tag.name] ?? 0);
    }
  }
  return Float32Array.from(shares, (share) => Math.log(Math.max(share, leastProbability)));
}

/** The output that a tag adds to. The root of a hierarchy tells families only, the networks within them finishes only. */
function outputOf(
  tag: RemoteNetwork['tags'][number],
  { hierarchy, families, finishes }: Labels,
  isRoot: boolean,
): number | undefined {
  const finish = finishes.findIndex(({ slug }) => slug === tag.finish);
  if (!isRoot || hierarchy === 'flat') {
    if (finish >= 0) return families.length + finish;
    if (!isRoot) return undefined;
  }
  const family = families.indexOf(tag.family ?? finishes[finish]?.family ?? '');
  return family < 0 ? undefined : family;
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
