import type { DescribedContract } from '../../learning/calibration/certify-model.js';
import type { TierContract } from '../../learning/calibration/contract.js';
import { formatTable, percent } from './table.js';

/** A precision contract as text: what is answered, how certain that is, and which labels are not answered and why. */
export function contractText({ target, photos, finish, family }: DescribedContract): string {
  const each = target.scope === 'label' ? 'of each label' : 'at each level';
  const headings = ['level', 'labels answered', 'photos answered', 'of them right', 'certified'];
  return [
    `Contract: at least ${percent(target.precision)} of the answers ${each} are right, with ${percent(target.confidence)} confidence, tested on ${photos} independent held-back photos.`,
    formatTable(headings, [levelRow('finish', finish), levelRow('family', family)]),
    ...elsewhereText('finish', finish),
    ...elsewhereText('family', family),
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

function elsewhereText(level: string, { elsewhere }: TierContract): string[] {
  if (!elsewhere) return [];
  const { answered, tested, right } = elsewhere;
  const share = percent(tested === 0 ? null : right / tested);
  return [
    `Photos from other sources, at the ${level} level: ${answered} answered, ${share} right; that is measured, not certified.`,
  ];
}

function refusals(level: string, { labels, missing }: TierContract): string[] {
  const refusing = Object.entries(labels).filter(([, { threshold }]) => threshold === null);
  if (refusing.length === 0) return [];
  if (refusing.length === Object.keys(labels).length) {
    const remedy =
      missing === null
        ? 'the answers are wrong too often at any confidence'
        : `about ${missing} more held-back answers like these are needed`;
    return [`No ${level} is answered: ${remedy}. Label more photos, or lower --precision.`];
  }
  const words = refusing.map(([label, own]) =>
    own.missing === null ? `${label} (wrong too often)` : `${label} (${own.missing} more)`,
  );
  return [
    `Never answered at the ${level} level, with the number of further held-back answers needed: ${words.join(', ')}.`,
  ];
}
