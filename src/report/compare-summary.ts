import type { ComparedModel, Comparison } from '../learning/comparison/compare.js';
import { duration, megabytes, minutes, percent, percentWithInterval } from './format.js';
import { type Html, html } from './html.js';
import { keyFigures, paragraph, section, table } from './page.js';
import { type PublishedModel, publishedTime, study } from './study.js';

const nothing = '–';

/** The most important figures, and a row for every model, followed by the published ones. */
export function summarySection(comparison: Comparison): Html {
  const { models, photosWithFinish } = comparison;
  const hasFinishes = photosWithFinish > 0;
  return section(
    'Summary',
    keyFigures(bestFigures(comparison, hasFinishes)),
    paragraph(
      `Published figures are listed below ours. They come from the study "${study.title}". ${study.remark}`,
    ),
    html`<p><small>${study.address}</small></p>`,
    accuracyTable(models, hasFinishes),
    answersTable(models),
    costTable(models),
  );
}

function bestFigures({ models, hierarchyCost }: Comparison, hasFinishes: boolean) {
  const most = (of: (model: ComparedModel) => number) =>
    models.reduce((best, model) => (of(model) > of(best) ? model : best));
  const family = most(({ evaluation }) => evaluation.family.accuracy);
  const finish = most(({ evaluation }) => evaluation.finish.accuracy);
  const fastest = most(({ evaluation }) => -evaluation.latencyMs.p50);
  const smallest = most(({ evaluation }) => -(evaluation.modelBytes ?? Number.POSITIVE_INFINITY));
  const dearest = Math.max(...hierarchyCost.map(({ ratio }) => ratio));
  return [
    {
      name: 'Best family accuracy',
      value: percent(family.evaluation.family.accuracy),
      remark: family.name,
    },
    ...(hasFinishes
      ? [
          {
            name: 'Best finish accuracy',
            value: percent(finish.evaluation.finish.accuracy),
            remark: finish.name,
          },
        ]
      : []),
    { name: 'Fastest photo', value: duration(fastest.evaluation.latencyMs.p50), remark: fastest.name },
    ...(smallest.evaluation.modelBytes === undefined
      ? []
      : [{ name: 'Smallest', value: megabytes(smallest.evaluation.modelBytes), remark: smallest.name }]),
    ...(hierarchyCost.length > 0
      ? [{ name: 'Hierarchy against flat', value: `${dearest.toFixed(2)} ×`, remark: 'time of a photo' }]
      : []),
  ];
}

function accuracyTable(models: readonly ComparedModel[], hasFinishes: boolean): Html {
  const frequent = models.some(({ evaluation }) => evaluation.finish.macroFrequent.labels > 0);
  const least = models[0]?.evaluation.finish.macroFrequent.leastTrainingImages;
  const ours = models.map(({ name, evaluation: { family, finish, calibration, familyCalibration } }) => [
    name,
    percentWithInterval(family.accuracy, family.accuracyInterval),
    ...(hasFinishes
      ? [
          percentWithInterval(finish.accuracy, finish.accuracyInterval),
          percentWithInterval(finish.macro.precision, finish.macro.precisionInterval),
          percentWithInterval(finish.macro.recall, finish.macro.recallInterval),
          ...(frequent
            ? [percent(finish.macroFrequent.precision), percent(finish.macroFrequent.recall)]
            : []),
          calibration.expectedCalibrationError.toFixed(3),
          percent(calibration.coverageAtPrecision['0.95']),
        ]
      : [
          familyCalibration.expectedCalibrationError.toFixed(3),
          percent(familyCalibration.coverageAtPrecision['0.95']),
        ]),
  ]);
  const share = (value: number | undefined) => (value === undefined ? nothing : percent(value));
  const published = study.models
    .filter(({ accuracy, precision }) => accuracy !== undefined || precision !== undefined)
    .map(({ name, accuracy, precision, recall }) => [
      `study: ${name}`,
      ...(hasFinishes ? [nothing] : []),
      share(accuracy),
      ...(hasFinishes ? [share(precision), share(recall), ...(frequent ? [nothing, nothing] : [])] : []),
      nothing,
      nothing,
    ]);
  return table({
    caption: `Accuracy on the same photos, with 95 % intervals${hasFinishes ? '; precision, recall, calibration error and coverage are for the finish' : ''}`,
    headings: [
      'Model',
      'family accuracy',
      ...(hasFinishes
        ? [
            'finish accuracy',
            'macro precision',
            'macro recall',
            ...(frequent ? [`precision, finishes with ${least}+ photos`, 'recall, the same'] : []),
          ]
        : []),
      'expected calibration error',
      'coverage at 95 % precision',
    ],
    rows: [...ours, ...published],
  });
}

function answersTable(models: readonly ComparedModel[]): Html {
  return table({
    caption:
      'Answers with the certified thresholds of each model, over the photos with a known finish. If a finish is not certain enough, the answer is its family',
    headings: ['Model', 'finish answered', 'of these right', 'family only', 'of these right', 'nothing'],
    rows: models.map(({ name, evaluation: { levels } }) => {
      const right = (level: 'finish' | 'family') =>
        levels[level].photos === 0
          ? nothing
          : percentWithInterval(levels[level].precision, levels[level].precisionInterval);
      return [
        name,
        percent(levels.finish.share),
        right('finish'),
        percent(levels.family.share),
        right('family'),
        percent(levels.none.share),
      ];
    }),
  });
}

function costTable(models: readonly ComparedModel[]): Html {
  const ours = models.map(({ name, training, cold, evaluation }) => [
    name,
    evaluation.modelBytes === undefined ? nothing : megabytes(evaluation.modelBytes),
    training === undefined ? nothing : minutes(training.embeddingSeconds + training.fittingSeconds),
    training === undefined ? nothing : embeddingTime(training),
    duration(cold.ms),
    duration(evaluation.latencyMs.p50),
    duration(evaluation.latencyMs.p95),
    evaluation.imagesPerSecond.toFixed(1),
  ]);
  const published = study.models
    .filter(({ megabytes: size, predictionMs }) => size !== undefined || predictionMs !== undefined)
    .map(publishedCost);
  return table({
    caption:
      'Size and time. A loaded model answers one photo at a time, including decoding. "Loaded for each" opens the model first, as the study did. Variants of a backbone share its embedding; hard and soft also share their fitting',
    headings: [
      'Model',
      'size',
      'training',
      'embedding only',
      'prediction, loaded for each',
      'loaded once, median',
      'loaded once, 95 in 100 within',
      'photos a second',
    ],
    rows: [...ours, ...published],
  });
}

function embeddingTime({
  embeddingSeconds,
  embeddingsFromCache,
  photos,
}: NonNullable<ComparedModel['training']>) {
  if (embeddingsFromCache === 0) return minutes(embeddingSeconds);
  return html`${minutes(embeddingSeconds)} <small>${embeddingsFromCache} of ${photos} cached</small>`;
}

function publishedCost({ name, megabytes: size, trainingMs, predictionMs, loadedForEach }: PublishedModel) {
  const prediction = predictionMs === undefined ? nothing : publishedTime(predictionMs);
  return [
    `study: ${name}`,
    size === undefined ? nothing : `${size} MB`,
    trainingMs === undefined ? nothing : publishedTime(trainingMs),
    nothing,
    loadedForEach ? prediction : nothing,
    loadedForEach ? nothing : prediction,
    nothing,
    nothing,
  ];
}
