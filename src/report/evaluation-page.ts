import type { Evaluation } from '../learning/evaluation/evaluate.js';
import type { TierMetrics } from '../learning/evaluation/tier-metrics.js';
import { calibrationSection } from './calibration-section.js';
import { classSection } from './class-section.js';
import { duration, interval, megabytes, percent, percentWithInterval } from './format.js';
import type { Html } from './html.js';
import { leakageSection } from './leakage-section.js';
import { mistakesSection } from './mistakes-section.js';
import { keyFigures, page, paragraph, section, table } from './page.js';

/** What the report says besides the figures. */
export interface EvaluationContext {
  /** The dataset, as the user named it, and which rows of it. */
  dataset: string;
  split: string;
  created: Date;
  /** Pictures of the mistakes as `data:` addresses, by file. */
  thumbnails: ReadonlyMap<string, string>;
}

/** One model on one dataset, as a self-contained document. */
export async function evaluationPage(evaluation: Evaluation, context: EvaluationContext): Promise<string> {
  const { family, finish, model, images } = evaluation;
  const photosWithFinish = finish.perClass.reduce((sum, { support }) => sum + support, 0);
  const hasFinishes = photosWithFinish > 0;
  return page({
    title: `Evaluation of ${model}`,
    subtitle: `${images} photos of ${context.dataset} (${context.split}), ${photosWithFinish} of them with a finish; ${context.created.toISOString().slice(0, 10)}. Ranges are 95 % intervals.`,
    sections: [
      headline(evaluation, hasFinishes),
      ...leakageSection(evaluation.leakage),
      answersSection(evaluation),
      await classSection('Families', 'family', family, 26),
      ...(hasFinishes ? [await classSection('Finishes', 'finish', finish, 15)] : []),
      await calibrationSection(evaluation, hasFinishes),
      speedSection(evaluation),
      ...mistakesSection('family', evaluation.mistakes.family, context.thumbnails),
      ...mistakesSection('finish', evaluation.mistakes.finish, context.thumbnails),
    ],
  });
}

function headline({ family, finish, calibration, latencyMs }: Evaluation, hasFinishes: boolean): Html {
  const accuracy = (name: string, tier: TierMetrics) => ({
    name: `${name} accuracy`,
    value: percent(tier.accuracy),
    remark: interval(tier.accuracyInterval),
  });
  const tierRow = (name: string, tier: Evaluation['family']) => [
    name,
    percentWithInterval(tier.macro.precision, tier.macro.precisionInterval),
    percentWithInterval(tier.macro.recall, tier.macro.recallInterval),
    percentWithInterval(tier.macro.f1, tier.macro.f1Interval),
    tier.macro.labels,
    ...Object.values(tier.topK).map(percent),
  ];
  const { macroFrequent: frequent } = finish;
  return section(
    'Summary',
    keyFigures([
      accuracy('Family', family),
      ...(hasFinishes
        ? [
            accuracy('Finish', finish),
            {
              name: 'Finish in the top 3',
              value: percent(finish.topK['3']),
            },
            {
              name: 'Photos whose finish can be named at 95 % precision',
              value: percent(calibration.coverageAtPrecision['0.95']),
            },
          ]
        : []),
      { name: 'One photo', value: duration(latencyMs.p50), remark: `p95 ${duration(latencyMs.p95)}` },
    ]),
    table({
      caption: 'Macro averages: every label counts equally, however many photos it has',
      headings: [
        '',
        'precision',
        'recall',
        'F1',
        'labels',
        ...Object.keys(finish.topK).map((k) => `top ${k}`),
      ],
      rows: [
        tierRow('Family', family),
        ...(hasFinishes ? [tierRow('Finish', finish)] : []),
        ...(frequent.labels > 0
          ? [
              [
                `Finishes with ${frequent.leastTrainingImages} or more training photos`,
                percentWithInterval(frequent.precision, frequent.precisionInterval),
                percentWithInterval(frequent.recall, frequent.recallInterval),
                percentWithInterval(frequent.f1, frequent.f1Interval),
                frequent.labels,
                ...Object.keys(finish.topK).map(() => ''),
              ],
            ]
          : []),
      ],
    }),
  );
}

function answersSection({ levels }: Evaluation): Html {
  const line = (name: string, level: 'finish' | 'family') => [
    name,
    levels[level].photos,
    percent(levels[level].share),
    percentWithInterval(levels[level].precision, levels[level].precisionInterval),
  ];
  return section(
    'Answers with the thresholds of the model',
    paragraph(
      'The answer is the finish if it is certain enough, otherwise the family if that is certain enough, otherwise nothing. Counted over the photos with a known finish.',
    ),
    table({
      caption: 'What would be answered',
      headings: ['Answer', 'photos', 'share', 'right'],
      rows: [
        line('The finish', 'finish'),
        line('Family only', 'family'),
        ['Nothing', levels.none.photos, percent(levels.none.share), ''],
      ],
    }),
  );
}

function speedSection({ latencyMs, coldStartMs, imagesPerSecond, modelBytes }: Evaluation): Html {
  return section(
    'Speed and size',
    table({
      caption: 'On this machine, including decoding of the photo',
      headings: ['Measure', 'value'],
      rows: [
        ['One photo, median', duration(latencyMs.p50)],
        ['One photo, 95 in 100 within', duration(latencyMs.p95)],
        ['One photo, 99 in 100 within', duration(latencyMs.p99)],
        ['First photo after the model was opened', duration(coldStartMs)],
        ['Photos a second, in batches', imagesPerSecond.toFixed(1)],
        ...(modelBytes === undefined ? [] : [['Files of the model', megabytes(modelBytes)]]),
      ],
    }),
  );
}
