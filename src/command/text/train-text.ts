import { isRemote, type ModelFolder } from '../../classifier/model-folder.js';
import type { RemoteTraining } from '../../custom-vision/client/describe-remote.js';
import type { RemotePerformance } from '../../custom-vision/client/performance.js';
import type { PrecisionContract } from '../../learning/calibration/contract.js';
import { contractText } from './contract-text.js';
import { formatTable, percent } from './table.js';

/** Describes a model that was just trained. */
export function trainText(model: ModelFolder, live: boolean): string {
  const { description, folder } = model;
  const { name, families, finishes } = description;
  const training = description.training as {
    photos: number;
    seconds: number;
    contract: PrecisionContract;
    heldBack: { photos: number; familyAccuracy: number | null; finishAccuracy: number | null };
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

/** Custom Vision's own figures, and what the training took. */
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
    'Custom Vision reports for its projects, on photos of its own choice at a probability of 0.5:',
    formatTable(['project', 'precision', 'recall'], figures.map(row)),
    `Domain ${domain.name}, ${trainingMinutes} min of training time; set up by ${calls.join(', ')}; ${duplicates} photos were duplicates, ${refused} were refused.`,
  ].join('\n');
}
