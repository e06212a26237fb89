import type { Setup } from '../classifier/backend.js';
import type { Comparison } from '../learning/comparison/compare.js';
import { type Html, html } from './html.js';
import { paragraph, section } from './page.js';

/** How much there is to set up, if a model is computed elsewhere. */
export function setupSection({ models, setups }: Pick<Comparison, 'models' | 'setups'>): Html[] {
  if (!models.some(({ remote }) => remote)) return [];
  return [
    section(
      'Setting up',
      paragraph('Steps from an empty machine to the first answer of a model trained on your own photos.'),
      ...setups.map(stepList),
    ),
  ];
}

function stepList({ of, steps }: Setup): Html {
  return html`<p><b>${steps.length} steps</b> for a model ${of}:</p>
<ol>${steps.map((step) => html`<li>${step}</li>`)}</ol>
`;
}
