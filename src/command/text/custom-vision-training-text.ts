import type { ModelFolder } from '../../classifier/backend.js';
import type { RemoteTraining } from '../../custom-vision/client/describe-remote.js';
import type { RemotePerformance } from '../../custom-vision/client/performance.js';
import { formatTable, percent } from './table.js';

/** What Custom Vision says of a model that it trained, and what the training took. */
export function customVisionTrainingText({ description }: ModelFolder): string {
  const training = description.training as unknown as RemoteTraining;
  const { projects, performance, domain, steps, trainingMinutes, refused, duplicates } = training;
  const figures = [performance.root, ...Object.values(performance.within)];
  const row = ({ precision, recall }: RemotePerformance, index: number) => [
    projects[index] ?? '',
    percent(precision),
    percent(recall),
  ];
  const calls = Object.entries(steps).map(([kind, count]) => `${count} ${kind}`);
  return [
    'Figures that Custom Vision gives for its projects, on photos of its own choice at a probability of 0.5:',
    formatTable(['project', 'precision', 'recall'], figures.map(row)),
    `Domain ${domain.name}, ${trainingMinutes} min of training time; the setup took ${calls.join(', ')}; ${duplicates} photos were duplicates, ${refused} were refused.`,
  ].join('\n');
}
