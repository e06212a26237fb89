import type { Evaluation } from '../../learning/evaluation/evaluate.js';
import type { Interval } from '../../learning/evaluation/interval.js';
import { leftOutText } from './left-out-text.js';
import { contractText } from './listing-evaluation-text.js';
import { formatTable, percent } from './table.js';

export type NamedEvaluation = Evaluation & { dataset: string };

/** Evaluations of one model on several datasets, a line each, for a terminal. */
export function evaluationsText(evaluations: readonly NamedEvaluation[]): string {
  return [
    `${evaluations[0]?.model}; right: share of right answers, brackets hold 95 % intervals`,
    '',
    formatTable(
      [
        'dataset',
        'photos',
        'family',
        'finish',
        'named',
        'right',
        'contract',
        'family only',
        'right',
        'contract',
      ],
      evaluations.map(({ dataset, images, family, finish, levels }) => [
        dataset,
        images,
        percent(family.accuracy),
        percent(finish.accuracy),
        ...answers(levels.finish),
        ...answers(levels.family),
      ]),
    ),
    '',
    contractNote,
    ...evaluations.flatMap(({ leftOut }) => leftOutText(leftOut ?? [])),
  ].join('\n');
}

const contractNote =
  'contract: whether 95 % of the answers are right, with 95 % confidence (exact binomial test)';

function answers({ photos, share, precision, precisionInterval, contract }: Evaluation['levels']['finish']) {
  if (photos === 0) return [percent(share), '-', '-'];
  return [percent(share), `${percent(precision)} (${range(precisionInterval)})`, contractText(contract)];
}

/** An evaluation as text for a terminal. */
export function evaluationText(evaluation: Evaluation): string {
  const { family, finish, calibration, familyCalibration, levels } = evaluation;
  const tier = (name: string, metrics: Evaluation['family'], cal: Evaluation['calibration']) => [
    name,
    `${percent(metrics.accuracy)} (${range(metrics.accuracyInterval)})`,
    percent(metrics.topK['3']),
    percent(metrics.macroPrecision),
    percent(metrics.macroRecall),
    percent(metrics.macroF1),
    cal.expectedCalibrationError.toFixed(3),
    percent(cal.coverageAtPrecision['0.95']),
    percent(cal.coverageAtPrecision['0.98']),
  ];
  const level = (name: 'finish' | 'family') => [
    name,
    percent(levels[name].share),
    levels[name].photos === 0
      ? '-'
      : `${percent(levels[name].precision)} (${range(levels[name].precisionInterval)})`,
    levels[name].photos === 0 ? '-' : contractText(levels[name].contract),
  ];
  return [
    `${evaluation.model} on ${evaluation.images} photos; brackets hold 95 % intervals`,
    '',
    formatTable(
      ['tier', 'accuracy', 'top 3', 'macro P', 'macro R', 'macro F1', 'ECE', 'coverage at 95 %', 'at 98 %'],
      [tier('family', family, familyCalibration), tier('finish', finish, calibration)],
    ),
    ...frequentFinishes(finish.macroFrequent),
    '',
    formatTable(
      ['answer', 'share of photos', 'right', 'contract'],
      [level('finish'), level('family'), ['none', percent(levels.none.share), '-', '-']],
    ),
    '',
    formatTable(
      ['finish', 'precision', 'recall', 'F1', 'photos', 'trained on'],
      finish.perClass.map((metrics) => [
        metrics.label,
        metrics.answered === 0 ? '-' : `${percent(metrics.precision)} (${range(metrics.precisionInterval)})`,
        `${percent(metrics.recall)} (${range(metrics.recallInterval)})`,
        percent(metrics.f1),
        metrics.support,
        metrics.trainingImages,
      ]),
    ),
    '',
    speed(evaluation),
    ...spending(evaluation),
    ...leakage(evaluation),
    ...leftOutText(evaluation.leftOut ?? []),
  ].join('\n');
}

function frequentFinishes(frequent: Evaluation['finish']['macroFrequent']): string[] {
  if (frequent.labels === 0) return [];
  const { labels, leastTrainingImages, precision, recall, f1 } = frequent;
  return [
    '',
    `Over the ${labels} finishes with at least ${leastTrainingImages} training photos: macro precision ${percent(precision)} (${range(frequent.precisionInterval)}), recall ${percent(recall)} (${range(frequent.recallInterval)}), F1 ${percent(f1)}.`,
  ];
}

function speed({ latencyMs, coldStartMs, imagesPerSecond, modelBytes }: Evaluation): string {
  const { p50, p95, p99 } = latencyMs;
  const size = modelBytes === undefined ? '' : ` Model: ${(modelBytes / 1e6).toFixed(1)} MB.`;
  return `One photo through both tiers: ${p50.toFixed(1)} ms (p50), ${p95.toFixed(1)} ms (p95), ${p99.toFixed(1)} ms (p99); the first ${coldStartMs.toFixed(0)} ms; ${imagesPerSecond.toFixed(0)} photos a second.${size}`;
}

function spending({ spent }: Evaluation): string[] {
  if (!spent) return [];
  return [`${spent.calls} paid calls cost ${spent.cost.toFixed(2)} in the currency of your bill.`];
}

function leakage({ leakage }: Evaluation): string[] {
  if (!leakage) return [];
  const { leakedPhotos, exact, near, sharedGroups, trainingPhotos } = leakage;
  if (leakedPhotos === 0)
    return [
      `No leakage found: none of the photos is among the ${trainingPhotos} training photos of the dataset.`,
    ];
  return [
    `Leakage: the training photos of the dataset include ${leakedPhotos} of these photos (${exact} the same file, ${near} nearly the same picture, ${sharedGroups} groups on both sides), so the figures may be too good. --json and --report name them.`,
  ];
}

function range({ low, high }: Interval): string {
  return `${(low * 100).toFixed(0)}-${(high * 100).toFixed(0)}`;
}
