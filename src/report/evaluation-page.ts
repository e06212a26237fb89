import { basename } from 'node:path';
import type { CalibrationMetrics, Evaluation, Mistake } from '../training/evaluate.js';
import type { TierMetrics } from '../training/tier-metrics.js';
import { duration, interval, megabytes, percent } from './format.js';
import { heatMap } from './heat-map.js';
import { type Html, html } from './html.js';
import { intervalChart } from './interval-chart.js';
import { leakageSection } from './leakage-section.js';
import { lineChart } from './line-chart.js';
import { details, figure, gallery, keyFigures, page, paragraph, row, section, table } from './page.js';
import { scatterChart } from './scatter-chart.js';

/** What is known beside the figures. */
export interface EvaluationContext {
  /** The dataset, as the user named it, and which rows of it. */
  dataset: string;
  split: string;
  created: Date;
  /** Pictures of the mistakes as `data:` addresses, by file. */
  thumbnails: ReadonlyMap<string, string>;
}

/** One model on one dataset, as a document that needs nothing beside it. */
export async function evaluationPage(evaluation: Evaluation, context: EvaluationContext): Promise<string> {
  const { family, finish, model, images } = evaluation;
  const photosWithFinish = finish.perClass.reduce((sum, { support }) => sum + support, 0);
  const hasFinishes = photosWithFinish > 0;
  return page({
    title: `Evaluation of ${model}`,
    subtitle: `${images} photos of ${context.dataset} (${context.split}), ${photosWithFinish} of them with a finish; ${context.created.toISOString().slice(0, 10)}. Ranges hold the true value with 95 % confidence.`,
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
    withInterval(tier.macro.precision, tier.macro.precisionInterval),
    withInterval(tier.macro.recall, tier.macro.recallInterval),
    withInterval(tier.macro.f1, tier.macro.f1Interval),
    tier.macro.labels,
    ...Object.values(tier.topK).map(percent),
  ];
  const { macroFrequent: frequent } = finish;
  return section(
    'In short',
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
      caption: 'Macro averages: every label counts the same, however many photos it has',
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
                withInterval(frequent.precision, frequent.precisionInterval),
                withInterval(frequent.recall, frequent.recallInterval),
                withInterval(frequent.f1, frequent.f1Interval),
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
    withInterval(levels[level].precision, levels[level].precisionInterval),
  ];
  return section(
    'Answers at the thresholds of the model',
    paragraph(
      'A finish is answered where it is sure enough, else the family, else nothing. Counted over the photos with a known finish.',
    ),
    table({
      caption: 'What would be answered',
      headings: ['Answer', 'photos', 'share', 'right'],
      rows: [
        line('The finish', 'finish'),
        line('Only the family', 'family'),
        ['Nothing', levels.none.photos, percent(levels.none.share), ''],
      ],
    }),
  );
}

async function classSection(heading: string, noun: string, tier: TierMetrics, cell: number): Promise<Html> {
  const byPhotos = [...tier.perClass].sort((a, b) => b.support - a.support);
  const rare = byPhotos.some(({ support }) => support < 10);
  const dots = await intervalChart({
    title: `Precision and recall of each ${noun}`,
    description: `Dots with 95 % intervals; the same figures stand in the table "${heading} in figures".`,
    dots: byPhotos.flatMap((metrics) => [
      ...(metrics.answered === 0
        ? []
        : [
            {
              label: metrics.label,
              series: 'precision',
              value: metrics.precision,
              ...metrics.precisionInterval,
            },
          ]),
      { label: metrics.label, series: 'recall', value: metrics.recall, ...metrics.recallInterval },
    ]),
  });
  const { labels, counts } = tier.confusion;
  const confusion = await heatMap({
    title: `Confusion matrix of the ${noun}`,
    description: confusionWords(labels, counts),
    labels,
    counts,
    rowTitle: `true ${noun}`,
    columnTitle: `answered ${noun}`,
    cell,
  });
  const figures = [
    figure({
      drawing: dots,
      caption: `Precision (how many answers of a ${noun} are right) and recall (how many of its photos are found), commonest first.${rare ? ' Wide ranges: too few photos to tell.' : ''}`,
    }),
    figure({
      drawing: confusion,
      wide: true,
      caption: `Confusion matrix: photos of a true ${noun} (row) by the answer (column), coloured by the share of the row.`,
    }),
  ];
  return section(
    heading,
    ...(labels.length <= 20 ? [row(...figures)] : figures),
    details(
      `${heading} in figures`,
      table({
        caption: `${heading} in figures`,
        headings: [noun, 'precision', 'recall', 'F1', 'photos', 'answered', 'trained on'],
        rows: byPhotos.map((metrics) => [
          metrics.label,
          metrics.answered === 0
            ? 'never answered'
            : withInterval(metrics.precision, metrics.precisionInterval),
          withInterval(metrics.recall, metrics.recallInterval),
          withInterval(metrics.f1, metrics.f1Interval),
          metrics.support,
          metrics.answered,
          metrics.trainingImages,
        ]),
      }),
    ),
  );
}

/** The commonest confusions, for those who cannot see the matrix. */
function confusionWords(labels: readonly string[], counts: readonly (readonly number[])[]): string {
  const wrong = counts.flatMap((line, truth) =>
    line.flatMap((count, answer) => (truth === answer || count === 0 ? [] : [{ truth, answer, count }])),
  );
  const most = wrong.sort((a, b) => b.count - a.count).slice(0, 5);
  if (most.length === 0) return 'No photo was confused.';
  const words = most.map(
    ({ truth, answer, count }) => `${labels[truth]} for ${labels[answer]} ${count} times`,
  );
  return `Most often mistaken: ${words.join(', ')}.`;
}

async function calibrationSection(
  { familyCalibration, calibration }: Evaluation,
  hasFinishes: boolean,
): Promise<Html> {
  const tiers: [string, CalibrationMetrics][] = [
    ['family', familyCalibration],
    ...(hasFinishes ? ([['finish', calibration]] as [string, CalibrationMetrics][]) : []),
  ];
  const share = { format: '.0%', domain: [0, 1] } as const;
  const reliability = await scatterChart({
    title: 'Reliability diagram',
    description: `Share of right answers against confidence. ${tiers.map(([name, { expectedCalibrationError: error }]) => `Expected calibration error of the ${name}: ${error.toFixed(3)}`).join('. ')}.`,
    x: { title: 'confidence', ...share },
    y: { title: 'share that is right', ...share },
    diagonal: true,
    points: tiers.flatMap(([series, { reliability: bins }]) =>
      bins.map((bin) => ({
        series,
        x: bin.meanConfidence,
        y: bin.accuracy,
        weight: bin.count,
        ...bin.accuracyInterval,
      })),
    ),
  });
  const risk = await lineChart({
    title: 'Risk-coverage curve',
    description: tiers
      .map(
        ([name, { coverageAtPrecision: at }]) =>
          `${percent(at['0.95'])} of the photos can have their ${name} named with 5 % wrong, ${percent(at['0.98'])} with 2 %`,
      )
      .join('. '),
    x: { title: 'coverage: share of photos answered', ...share },
    y: { title: 'risk: share that is wrong', format: '.0%' },
    references: [{ label: '5 % wrong', value: 0.05 }],
    points: tiers.flatMap(([series, { riskCoverage }]) =>
      riskCoverage.points.map(({ coverage, risk }) => ({ series, x: coverage, y: risk })),
    ),
  });
  return section(
    'Confidence',
    row(
      figure({
        drawing: reliability,
        caption:
          'Reliability: on the dashed line a confidence is what it says; above it the model is too modest, below it too sure. A dot is a range of confidence, its size the number of photos.',
      }),
      figure({
        drawing: risk,
        caption: 'Risk and coverage: how many answers are wrong when only the surest photos are answered.',
      }),
    ),
    table({
      caption: 'Calibration',
      headings: [
        '',
        'expected calibration error',
        'coverage at 95 % precision',
        'coverage at 98 % precision',
        'area under risk-coverage',
      ],
      rows: tiers.map(([name, metrics]) => [
        name === 'family' ? 'Family' : 'Finish',
        metrics.expectedCalibrationError.toFixed(3),
        percent(metrics.coverageAtPrecision['0.95']),
        percent(metrics.coverageAtPrecision['0.98']),
        metrics.riskCoverage.area.toFixed(4),
      ]),
    }),
  );
}

function speedSection({ latencyMs, coldStartMs, imagesPerSecond, modelBytes }: Evaluation): Html {
  return section(
    'Speed and size',
    table({
      caption: 'On this machine, decoding of the photo included',
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

function mistakesSection(
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

function withInterval(value: number, range: { low: number; high: number }): Html {
  return html`${percent(value)} <small>${interval(range)}</small>`;
}
