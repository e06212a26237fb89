/** Published figures of a model; times as the published range. */
export interface PublishedModel {
  name: string;
  /** Share of test photos that were right. */
  accuracy?: number;
  precision?: number;
  recall?: number;
  megabytes?: number;
  trainingMs?: PublishedRange;
  predictionMs?: PublishedRange;
  /** The model was loaded for each prediction. */
  loadedForEach?: true;
}

/** Milliseconds. */
export interface PublishedRange {
  low: number;
  high: number;
}

export interface Study {
  title: string;
  address: string;
  /** How far its figures are comparable. */
  remark: string;
  models: readonly PublishedModel[];
}

/** The study that this program is measured against. */
export const study: Study = {
  title:
    'Comparing Image-Classification Systems: Custom Vision Service vs. Inception (Microsoft, December 2017)',
  address:
    'https://devblogs.microsoft.com/ise/comparing-transfer-learning-systems-custom-vision-service-vs-inception-vs-mobilenet/',
  remark:
    'Its figures were measured on other photos (about 5,500 listing photos of one marketplace), with other labels and on other machines. Compare orders of magnitude only.',
  models: [
    {
      name: 'Custom Vision flat',
      precision: 0.79,
      recall: 0.75,
      trainingMs: { low: 10_000, high: 300_000 },
      predictionMs: { low: 200, high: 400 },
    },
    {
      name: 'Custom Vision 2-tier',
      precision: 0.87,
      recall: 0.84,
      trainingMs: { low: 10_000, high: 300_000 },
      predictionMs: { low: 400, high: 800 },
    },
    {
      name: 'Inception V3',
      accuracy: 0.656,
      megabytes: 84,
      trainingMs: { low: 360_000, high: 900_000 },
      predictionMs: { low: 5000, high: 7000 },
      loadedForEach: true,
    },
    { name: 'MobileNet 0.25', accuracy: 0.725, megabytes: 0.9 },
    { name: 'MobileNet 1.0', accuracy: 0.809, megabytes: 17 },
    { name: 'REST, loaded once', predictionMs: { low: 400, high: 400 } },
  ],
};

/** A published time in the unit that it was given in: `200 to 400 ms`, `10 s to 5 min`. */
export function publishedTime({ low, high }: PublishedRange): string {
  const [from, to] = [inUnits(low), inUnits(high)];
  if (low === high) return `${from.value} ${from.unit}`;
  return from.unit === to.unit
    ? `${from.value} to ${to.value} ${to.unit}`
    : `${from.value} ${from.unit} to ${to.value} ${to.unit}`;
}

function inUnits(ms: number): { value: number; unit: string } {
  if (ms < 1000) return { value: ms, unit: 'ms' };
  return ms < 60_000 ? { value: ms / 1000, unit: 's' } : { value: ms / 60_000, unit: 'min' };
}
