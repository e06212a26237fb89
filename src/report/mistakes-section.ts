import { basename } from 'node:path';
import type { Mistake } from '../learning/evaluation/evaluate.js';
import { percent } from './format.js';
import { type Html, html } from './html.js';
import { gallery, paragraph, section } from './page.js';

/** The wrong answers of a tier with their pictures; nothing if there are none. */
export function mistakesSection(
  noun: string,
  mistakes: readonly Mistake[],
  thumbnails: ReadonlyMap<string, string>,
): Html[] {
  if (mistakes.length === 0) return [];
  return [
    section(
      `Wrong ${noun}, most confident first`,
      paragraph(
        'Look for wrong labels here too: when the model is very sure and disagrees with the label, the label is often wrong.',
      ),
      gallery(
        mistakes.map(({ file, truth, answer, confidence }) => ({
          picture: thumbnails.get(file),
          alternative: `Photo ${basename(file)}, labelled ${truth}`,
          lines: [
            html`<b>${answer}</b> ${percent(confidence)}`,
            html`labelled <b>${truth}</b>`,
            html`<small>${basename(file)}</small>`,
          ],
        })),
      ),
    ),
  ];
}
