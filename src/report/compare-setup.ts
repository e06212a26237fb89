import type { Comparison } from '../training/compare.js';
import type { Html } from './html.js';
import { section, table } from './page.js';
import { customVisionSetup, localSetup, type Setup } from './setup-steps.js';

/** How much there is to set up, where models of Custom Vision stand beside those that are computed here. */
export function setupSection({ models }: Pick<Comparison, 'models'>): Html[] {
  if (!models.some(({ remote }) => remote)) return [];
  const row = ({ of, steps }: Setup) => [of, steps.length, steps.join('; ')];
  const own = models.some(({ remote }) => !remote) ? [row(localSetup)] : [];
  return [
    section(
      'Setting up',
      table({
        caption: 'Steps from nothing to the first answer of a model trained on own photos',
        headings: ['Model', 'steps', 'which'],
        rows: [...own, row(customVisionSetup)],
      }),
    ),
  ];
}
