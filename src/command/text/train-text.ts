import { isRemote, type ModelFolder } from '../../classifier/model-folder.js';
import type { RemoteTraining } from '../../custom-vision/client/describe-remote.js';
import type { RemotePerformance } from '../../custom-vision/client/performance.js';
import type { DescribedContract, DescribedHeldBack } from '../../learning/calibration/certify-model.js';
import { contractText } from './contract-text.js';
import { formatTable, percent } from './table.js';

/** What a model that was just trained is, in words. */
export function trainText(model: ModelFolder, live: boolean): string {
  const { description, folder } = model;
  const { name, families, finishes } = description;
  const training = description.training as {
    photos: number;
    seconds: number;
    contract: DescribedContract;
    heldBack: DescribedHeldBack;
  };
  return [
    `${name}: ${training.photos} photos, ${families.length} families, ${finishes.length} finishes, ${training.seconds} s.`,
    `On ${training.heldBack.photos} held-back photos: family ${percent(training.heldBack.familyAccuracy)}, finish ${percent(training.heldBack.finishAccuracy)} right.`,
    contractText(training.contract),
    ...(isRemote(model) ? [remoteText(model.description.training as unknown as RemoteTraining)] : []),
    `Model folder: ${folder}`,
    live ? 'It is live.' : `Make it live with: honeyburst models promote ${name}`,
  ].join('\n');
}

/** What Custom Vision itself says, and what it took to set up. */
function remoteText(training: RemoteTraining): string {
  const { projects, performance, domain, steps, trainingMinutes, refused, duplicates } = training;
  const figures = [performance.root, ...Object.values(performance.within)];
  const row = ({ precision, recall }: RemotePerformance, index: number) => [
    projects[index] ?? '',
    percent(precision),
    percent(recall),
  ];
  const calls = Object.entries(steps).map(([kind, count]) => `${count} ${kind}`);
  return [
    'By photos of its own choice, at a probability of 0.5, Custom Vision says of its projects:',
    formatTable(['project', 'precision', 'recall'], figures.map(row)),
    `Domain ${domain.name}, ${trainingMinutes} min of training time; set up by ${calls.join(', ')}; ${duplicates} photos were the same as others, ${refused} were refused.`,
  ].join('\n');
}
