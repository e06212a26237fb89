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
      `Wrong ${noun}, surest first`,
      paragraph('Look here for wrong labels too: a sure and wrong answer is often a right one.'),
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
