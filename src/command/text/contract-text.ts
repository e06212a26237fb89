import type { DescribedContract } from '../../learning/calibration/certify-model.js';
import type { TierContract } from '../../learning/calibration/contract.js';
import { formatTable, percent } from './table.js';

/** A precision contract in words: what is answered, how sure that is, and what refuses and why. */
export function contractText({ target, photos, finish, family }: DescribedContract): string {
  const each = target.scope === 'label' ? 'of each label' : 'at each level';
  const headings = ['level', 'labels answered', 'photos answered', 'of them right', 'certified'];
  return [
    `Contract: at least ${percent(target.precision)} of the answers ${each} are right, with ${percent(target.confidence)} confidence, by ${photos} independent held-back photos.`,
    formatTable(headings, [levelRow('finish', finish), levelRow('family', family)]),
    ...refusals('finish', finish),
    ...refusals('family', family),
  ].join('\n');
}

function levelRow(level: string, { labels, coverage, tested, right, lowerBound }: TierContract): string[] {
  const all = Object.values(labels);
  const answering = all.filter(({ threshold }) => threshold !== null);
  return [
    level,
    `${answering.length} of ${all.length}`,
    percent(coverage),
    percent(tested === 0 ? null : right / tested),
    percent(lowerBound),
  ];
}

function refusals(level: string, { labels, missing }: TierContract): string[] {
  const refusing = Object.entries(labels).filter(([, { threshold }]) => threshold === null);
  if (refusing.length === 0) return [];
  if (refusing.length === Object.keys(labels).length) {
    const remedy =
      missing === null
        ? 'the answers are too often wrong at any confidence'
        : `about ${missing} more held-back answers like these are needed`;
    return [`No ${level} is answered: ${remedy}. Label more photos, or ask for less with --precision.`];
  }
  const words = refusing.map(([label, own]) =>
    own.missing === null ? `${label} (too often wrong)` : `${label} (${own.missing} more)`,
  );
  return [`Refused at the ${level} level, with the held-back answers that are missing: ${words.join(', ')}.`];
}
