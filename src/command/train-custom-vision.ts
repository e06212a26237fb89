import { Option } from 'commander';
import { type PricingTier, pricingTiers } from '../custom-vision/client/limits.js';
import { defaultDomain } from '../custom-vision/client/training-domain.js';
import { seedNumber } from './option/whole-number.js';
import type { ServiceTrainer, TrainOptions } from './service-trainer.js';
import { customVisionTrainingText } from './text/custom-vision-training-text.js';

interface Options extends TrainOptions {
  domain?: string;
  tier?: PricingTier;
  maxCalibrationPhotos?: number;
  restart?: boolean;
}

export const customVisionTrainer: ServiceTrainer = {
  engine: 'custom-vision',
  ownOptions: ['domain', 'tier', 'maxCalibrationPhotos', 'restart'],
  addOptions(train) {
    train
      .option(
        '--domain <name|id>',
        `custom-vision: domain of the projects; models of compact domains can be exported (default: "${defaultDomain}")`,
      )
      .addOption(
        new Option(
          '--tier <tier>',
          'custom-vision: pricing tier of the resource, which sets its limits (default: S0)',
        ).choices(pricingTiers),
      )
      .option(
        '--max-calibration-photos <n>',
        'custom-vision: an eighth of the photos, but at most this many, are held back and predicted after training; each costs one or two paid calls (default: 300)',
        seedNumber,
      )
      .option(
        '--restart',
        'custom-vision: starts again with new projects and does not resume an interrupted training of this name',
      );
  },
  isConfigured: ({ customVision: { endpoint, trainingKey, predictionKey } }) =>
    Boolean(endpoint && trainingKey && predictionKey),
  async train({ app, signal }, dataset, { precision, confidence, scope, ...options }: Options) {
    const { config, progress, log } = app;
    const { pool: db } = await app.database();
    // Imported here because the SDK takes a third of a second to load.
    const { trainRemote } = await import('../custom-vision/client/train-remote.js');
    return trainRemote(
      dataset,
      { ...options, target: { precision, confidence, scope } },
      { home: config.home, config: config.customVision, db, limits: config.photo, progress, log, signal },
    );
  },
  summarise: customVisionTrainingText,
};
