import { basename } from 'node:path';
import type { Sample, SampleAnswer } from '../learning/comparison/compare-samples.js';
import { percent } from './format.js';
import { type Html, html } from './html.js';
import { gallery, paragraph, section } from './page.js';

/** Sample photos with the truth and the answer of each model; nothing if there are none. */
export function gallerySection(samples: readonly Sample[], thumbnails: ReadonlyMap<string, string>): Html[] {
  if (samples.length === 0) return [];
  return [
    section(
      'Sample photos',
      paragraph(
        'A few photos of each family. Photos that some model gets wrong alternate with photos that all get right, so this page shows more mistakes than the models usually make. Models with the same answer are listed together, with their confidence.',
      ),
      gallery(
        samples.map((sample) => ({
          picture: thumbnails.get(sample.file),
          alternative: `Photo ${basename(sample.file)}, labelled ${truthOf(sample)}`,
          lines: [
            html`labelled <b>${truthOf(sample)}</b>`,
            ...groupAnswers(sample.answers).map(answerLine),
            html`<small>${basename(sample.file)}</small>`,
          ],
        })),
        { roomy: true },
      ),
    ),
  ];
}

function truthOf({ family, finish }: Sample): string {
  return finish ?? family;
}

/** Groups of models with the same answer, the commonest first; an answer without any confidence does not count. */
export function groupAnswers(answers: readonly SampleAnswer[]): SampleAnswer[][] {
  const groups = new Map<string, SampleAnswer[]>();
  for (const answer of answers) {
    const label = answer.confidence > 0 ? answer.label : '';
    const group = groups.get(label);
    if (group) group.push(answer);
    else groups.set(label, [answer]);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length);
}

function answerLine(group: readonly SampleAnswer[]): Html {
  const { label = '', right = false, confidence = 0 } = group[0] ?? {};
  const models = group.map((answer) => `${answer.model} ${percent(answer.confidence)}`).join(', ');
  return html`${right ? '✓' : '✗'} <b>${confidence > 0 ? label : 'nothing'}</b> <small>${models}</small>`;
}
