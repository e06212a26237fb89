import { basename } from 'node:path';
import type { Leakage } from '../learning/dataset/leakage.js';
import type { Html } from './html.js';
import { details, paragraph, section, table, warning } from './page.js';

const mostPairs = 100;

/** Overlap with the training photos; nothing if it was not checked. */
export function leakageSection(leakage: Leakage | undefined): Html[] {
  if (!leakage) return [];
  const { leakedPhotos, exact, near, sharedGroups, trainingPhotos, unreadable, pairs } = leakage;
  const compared = `Compared with the ${trainingPhotos} training photos of the dataset${unreadable > 0 ? `, ${unreadable} of which could not be read` : ''}.`;
  if (leakedPhotos === 0) {
    return [section('Leakage', paragraph(`No photo is also among the training photos. ${compared}`))];
  }
  return [
    section(
      'Leakage',
      warning(
        `The training photos include ${leakedPhotos} of these photos, so the figures may be too good: ${exact} are the same file, ${near} the same picture or the same shot of a guitar; ${sharedGroups} groups are on both sides. ${compared}`,
      ),
      details(
        'Which photos',
        table({
          caption: `Photos that are also among the training photos${pairs.length > mostPairs ? ` (the first ${mostPairs})` : ''}`,
          headings: ['Photo', 'training photo', 'kind', 'labels'],
          rows: pairs
            .slice(0, mostPairs)
            .map(({ file, trainingFile, kind, sameLabels }) => [
              basename(file),
              basename(trainingFile),
              kind,
              sameLabels ? 'the same' : 'different',
            ]),
        }),
      ),
    ),
  ];
}
