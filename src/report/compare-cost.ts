import type { Comparison } from '../learning/comparison/compare.js';
import { barChart } from './bar-chart.js';
import { duration, minutes, percent } from './format.js';
import type { Html } from './html.js';
import { intervalChart } from './interval-chart.js';
import { figure, paragraph, row, section, table, warning } from './page.js';
import { study } from './study.js';

/** Training time, prediction time, engines and what the hierarchy costs. */
export async function costSection(comparison: Comparison): Promise<Html> {
  const { models, hierarchyCost } = comparison;
  const trained = models.filter(({ training }) => training);
  return section(
    'Time',
    row(
      ...(trained.length > 0
        ? [
            figure({
              drawing: await trainingChart(comparison),
              caption: trainingCaption(comparison),
            }),
          ]
        : []),
      figure({
        drawing: await predictionChart(comparison),
        caption:
          'Time for one photo: with a model that is loaded for this photo (dot: median, line: fastest to slowest), and with a model that stays loaded (median to the slowest 5 in 100). The scale is logarithmic.',
      }),
    ),
    ...(hierarchyCost.length > 0 ? [hierarchyTable(comparison)] : []),
    ...enginesTable(comparison),
  );
}

function trainingCaption({ models }: Comparison): string {
  const cached = models.some(({ training }) => training && training.embeddingsFromCache > 0);
  return `Training time on this machine: embedding the photos once, then fitting. For Custom Vision: sending, training and calibration together. For the study: the middle of the published range, with the range.${cached ? ' Some embeddings came from the cache, so a first run takes longer than shown.' : ''}`;
}

function trainingChart({ models }: Comparison): Promise<Html> {
  const ours = models.flatMap(({ name, training }) =>
    training === undefined
      ? []
      : [
          { label: name, series: 'embedding', value: training.embeddingSeconds / 60 },
          { label: name, series: 'fitting', value: training.fittingSeconds / 60 },
        ],
  );
  const theirs = study.models.flatMap(({ name, trainingMs }) => {
    if (trainingMs === undefined) return [];
    const [low, high] = [trainingMs.low / 60_000, trainingMs.high / 60_000];
    return { label: `study: ${name}`, series: 'published study', value: (low + high) / 2, low, high };
  });
  return barChart({
    title: 'Training time',
    description: models
      .flatMap(({ name, training }) =>
        training ? `${name}: ${minutes(training.embeddingSeconds + training.fittingSeconds)}` : [],
      )
      .join('. '),
    bars: [...ours, ...theirs],
    valueTitle: 'minutes',
    stacked: true,
  });
}

function predictionChart({ models, engine }: Comparison): Promise<Html> {
  const ours = models.flatMap(({ name, variantOf, remote, cold, evaluation, engines }) =>
    variantOf !== undefined
      ? []
      : [
          { label: name, series: 'loaded for each', value: cold.ms, low: cold.low, high: cold.high },
          {
            label: name,
            series: remote ? 'asked elsewhere' : `loaded once, ${engine}`,
            value: evaluation.latencyMs.p50,
            low: evaluation.latencyMs.p50,
            high: evaluation.latencyMs.p95,
          },
          ...engines.map((other) => ({
            label: name,
            series: `loaded once, ${other.engine}`,
            value: other.latencyMs.p50,
            low: other.latencyMs.p50,
            high: other.latencyMs.p95,
          })),
        ],
  );
  const theirs = study.models.flatMap(({ name, predictionMs }) => {
    if (predictionMs === undefined) return [];
    const { low, high } = predictionMs;
    return { label: `study: ${name}`, series: 'published study', value: Math.sqrt(low * high), low, high };
  });
  return intervalChart({
    title: 'Prediction time',
    description: [...ours, ...theirs]
      .map(({ label, series, value }) => `${label}, ${series}: ${duration(value)}`)
      .join('. '),
    dots: [...ours, ...theirs],
    axis: { title: 'milliseconds', logarithmic: true, format: '~s' },
  });
}

function hierarchyTable({ hierarchyCost }: Comparison): Html {
  return table({
    caption:
      'Cost of the hierarchy: both models take each photo in turn on one thread, without decoding, best of three rounds; medians over the photos',
    headings: ['Backbone', 'flat, median', 'soft, median', 'soft / flat', 'photos'],
    rows: hierarchyCost.map(({ backbone, flatMs, softMs, ratio, photos }) => [
      backbone,
      duration(flatMs),
      duration(softMs),
      ratio.toFixed(3),
      photos,
    ]),
  });
}

function enginesTable({ models, engine }: Comparison): Html[] {
  const rows = models.flatMap(({ name, evaluation, engines }) =>
    engines.map((other) => [
      name,
      other.engine,
      duration(other.latencyMs.p50),
      duration(evaluation.latencyMs.p50),
      percent(other.sameFamily),
      percent(other.sameFinish),
      other.largestDifference.toExponential(1),
      other.photos,
    ]),
  );
  const failures = models.flatMap(({ name, engineFailures }) =>
    engineFailures.map(({ engine: other, message }) =>
      warning(`${name} does not run on ${other}: ${message}`),
    ),
  );
  if (rows.length === 0) return failures;
  return [
    ...failures,
    paragraph(`The same model folder on another engine, compared with ${engine}:`),
    table({
      caption: 'Engines: time of a photo, and whether the answers are the same',
      headings: [
        'Model',
        'engine',
        'median',
        `median, ${engine}`,
        'same family',
        'same finish',
        'largest difference of any probability',
        'photos',
      ],
      rows,
    }),
  ];
}
