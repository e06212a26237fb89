import type { ModelFolder } from '../../classifier/backend.js';
import type { DescribedContract, DescribedHeldBack } from '../../learning/calibration/certify-model.js';
import type { LeftOutFile } from '../../learning/dataset/usable-photos.js';
import { contractText } from './contract-text.js';
import { leftOutText } from './left-out-text.js';
import { percent } from './table.js';

/** A new model in words; `summary` is what the service that trained it says, if there was one. */
export function trainText(
  { description, folder }: ModelFolder,
  { live, leftOut, summary }: { live: boolean; leftOut: readonly LeftOutFile[]; summary: string | undefined },
): string {
  const { name, families, finishes } = description;
  const training = description.training as {
    photos: number;
    seconds: number;
    contract: DescribedContract;
    heldBack: DescribedHeldBack;
  };
  return [
    `${name}: ${training.photos} photos, ${families.length} families, ${finishes.length} finishes, ${training.seconds} s.`,
    ...leftOutText(leftOut),
    `On ${training.heldBack.photos} held-back photos: family ${percent(training.heldBack.familyAccuracy)}, finish ${percent(training.heldBack.finishAccuracy)} right.`,
    contractText(training.contract),
    ...(summary === undefined ? [] : [summary]),
    `Model folder: ${folder}`,
    live ? 'It is live.' : `Make it live with: honeyburst models promote ${name}`,
  ].join('\n');
}
