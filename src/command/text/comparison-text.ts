import type { ComparedModel, Comparison } from '../../learning/comparison/compare.js';
import type { Interval } from '../../learning/evaluation/interval.js';
import { type PublishedModel, publishedTime, type Study } from '../../report/study.js';
import { formatTable, percent } from './table.js';

/** A comparison as text for a terminal. */
export function comparisonText(
  { models, photos, photosWithFinish, hierarchyCost, setups }: Comparison,
  study: Study,
): string {
  const accuracy = models.map(({ name, evaluation: { family, finish, calibration, levels } }) => [
    name,
    withRange(family.accuracy, family.accuracyInterval),
    withRange(finish.accuracy, finish.accuracyInterval),
    percent(finish.macroPrecision),
    percent(finish.macroRecall),
    finish.macroFrequent.labels === 0
      ? '-'
      : `${percent(finish.macroFrequent.precision)} / ${percent(finish.macroFrequent.recall)}`,
    calibration.expectedCalibrationError.toFixed(3),
    percent(calibration.coverageAtPrecision['0.95']),
    `${percent(levels.finish.share)}, ${percent(levels.finish.photos === 0 ? null : levels.finish.precision)} right`,
  ]);
  const least = models[0]?.evaluation.finish.macroFrequent.leastTrainingImages;
  return [
    `${models.length} models on ${photos} photos (${photosWithFinish} with a finish); brackets hold 95 % intervals`,
    '',
    formatTable(
      [
        'model',
        'family',
        'finish',
        'macro P',
        'macro R',
        `P / R of ${least}+`,
        'ECE',
        'coverage at 95 %',
        'finishes answered',
      ],
      [...accuracy, ...study.models.filter(isAccuracy).map(publishedAccuracy)],
    ),
    '',
    formatTable(
      ['model', 'MB', 'training', 'loaded for each', 'loaded once', 'p95', 'photos/s'],
      [...models.map(costRow), ...study.models.map(publishedCost)],
    ),
    '',
    ...hierarchyCost.map(
      ({ backbone, flatMs, softMs, ratio }) =>
        `${backbone}: the soft model takes ${ratio.toFixed(3)} times as long for a photo as the flat one (${softMs.toFixed(1)} and ${flatMs.toFixed(1)} ms, in turn).`,
    ),
    ...models.flatMap(({ name, engines }) =>
      engines.map(
        ({ engine, latencyMs, sameFamily, sameFinish, largestDifference, photos: compared }) =>
          `${name} on ${engine}: ${latencyMs.p50.toFixed(0)} ms a photo; same family ${percent(sameFamily)}, same finish ${percent(sameFinish)} of ${compared} photos, probabilities within ${largestDifference.toExponential(1)}.`,
      ),
    ),
    ...models.flatMap(({ name, engineFailures }) =>
      engineFailures.map(({ engine, message }) => `${name} does not run on ${engine}: ${message}`),
    ),
    ...(models.some(({ remote }) => remote)
      ? setups.map(({ of, steps }) => `Setting up a model ${of}: ${steps.length} steps.`)
      : []),
    `study: ${study.title}. ${study.remark}`,
  ].join('\n');
}

function costRow({ name, evaluation, training, cold }: ComparedModel) {
  const { modelBytes, latencyMs, imagesPerSecond } = evaluation;
  return [
    name,
    modelBytes === undefined ? '-' : (modelBytes / 1e6).toFixed(1),
    training === undefined
      ? '-'
      : `${seconds(training.embeddingSeconds)} + ${seconds(training.fittingSeconds)}${training.embeddingsFromCache > 0 ? ' (cache)' : ''}`,
    milliseconds(cold.ms),
    milliseconds(latencyMs.p50),
    milliseconds(latencyMs.p95),
    imagesPerSecond.toFixed(1),
  ];
}

function isAccuracy({ accuracy, precision }: PublishedModel): boolean {
  return accuracy !== undefined || precision !== undefined;
}

function publishedAccuracy({ name, accuracy, precision, recall }: PublishedModel) {
  const dashes = ['-', '-', '-', '-'];
  return [
    `study: ${name}`,
    '-',
    percent(accuracy ?? null),
    percent(precision ?? null),
    percent(recall ?? null),
    ...dashes,
  ];
}

function publishedCost({ name, megabytes, trainingMs, predictionMs, loadedForEach }: PublishedModel) {
  const prediction = predictionMs === undefined ? '-' : publishedTime(predictionMs);
  return [
    `study: ${name}`,
    megabytes === undefined ? '-' : String(megabytes),
    trainingMs === undefined ? '-' : publishedTime(trainingMs),
    loadedForEach ? prediction : '-',
    loadedForEach ? '-' : prediction,
    '-',
    '-',
  ];
}

function withRange(share: number, { low, high }: Interval): string {
  return `${percent(share)} (${(low * 100).toFixed(0)}-${(high * 100).toFixed(0)})`;
}

function seconds(value: number): string {
  return `${value.toFixed(0)} s`;
}

function milliseconds(value: number): string {
  return value < 1000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(1)} s`;
}
