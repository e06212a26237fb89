/** A share, a size or a time that was published; times as the range that was given. */
export interface PublishedModel {
  name: string;
  /** Share of test photos that were right. */
  accuracy?: number;
  precision?: number;
  recall?: number;
  megabytes?: number;
  trainingSeconds?: PublishedRange;
  predictionMs?: PublishedRange;
  /** The model was loaded for each prediction. */
  loadedForEach?: true;
}

export interface PublishedRange {
  low: number;
  high: number;
}

export interface Study {
  title: string;
  address: string;
  /** How far its figures can be compared with others. */
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
    'Its figures were measured on other photos (about 5,500 listing photos of one marketplace), with other labels and on other machines: they show the order of magnitude, not who wins.',
  models: [
    {
      name: 'Custom Vision flat',
      precision: 0.79,
      recall: 0.75,
      trainingSeconds: { low: 10, high: 300 },
      predictionMs: { low: 200, high: 400 },
    },
    {
      name: 'Custom Vision 2-tier',
      precision: 0.87,
      recall: 0.84,
      trainingSeconds: { low: 10, high: 300 },
      predictionMs: { low: 400, high: 800 },
    },
    {
      name: 'Inception V3',
      accuracy: 0.656,
      megabytes: 84,
      trainingSeconds: { low: 360, high: 900 },
      predictionMs: { low: 5000, high: 7000 },
      loadedForEach: true,
    },
    { name: 'MobileNet 0.25', accuracy: 0.725, megabytes: 0.9 },
    { name: 'MobileNet 1.0', accuracy: 0.809, megabytes: 17 },
    { name: 'REST, loaded once', predictionMs: { low: 400, high: 400 } },
  ],
};
