import type { Comparison } from '../learning/comparison/compare.js';
import { type Html, html } from './html.js';
import { paragraph, section } from './page.js';
import { customVisionSetup, localSetup, type Setup } from './setup-steps.js';

/** How much there is to set up, if models of Custom Vision are compared with local ones. */
export function setupSection({ models }: Pick<Comparison, 'models'>): Html[] {
  if (!models.some(({ remote }) => remote)) return [];
  const setups = [...(models.some(({ remote }) => !remote) ? [localSetup] : []), customVisionSetup];
  return [
    section(
      'Setting up',
      paragraph('Steps from nothing to the first answer of a model that is trained on own photos.'),
      ...setups.map(stepList),
    ),
  ];
}

function stepList({ of, steps }: Setup): Html {
  return html`<p><b>${steps.length} steps</b> where it is ${of}:</p>
<ol>${steps.map((step) => html`<li>${step}</li>`)}</ol>
`;
}
