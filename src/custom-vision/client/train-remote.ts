import { join } from 'node:path';
import { writeModelFolder } from '../../classifier/model-folder.js';
import type { CustomVisionConfig } from '../../config/custom-vision.js';
import type { PhotoLimits } from '../../config/photo.js';
import type { Queryable } from '../../database/pool.js';
import type { HeldBack } from '../../learning/calibration/calibrate.js';
import { certifyModel, describeCertified } from '../../learning/calibration/certify-model.js';
import type { PrecisionTarget } from '../../learning/calibration/contract.js';
import type { Dataset } from '../../learning/dataset/dataset.js';
import type { Log } from '../../log.js';
import type { Progress } from '../../progress.js';
import { customVisionBackend } from './backend.js';
import { askHeldBack } from './calibration-answers.js';
import { createRemoteClassifier } from './classifier.js';
import { openPrediction, required } from './connection.js';
import { describeModel, summariseTraining } from './describe-remote.js';
import type { RemoteDescription, RemoteModel } from './description.js';
import type { PricingTier } from './limits.js';
import { checkRoomForProjects } from './make-project.js';
import { openTrainingState } from './open-training-state.js';
import { planTraining, type TrainingPlan } from './plan-training.js';
import { trainProjects } from './train-projects.js';
import type { TrainingContext } from './training-context.js';
import { defaultDomain, findTrainingDomain, type TrainingDomain } from './training-domain.js';
import { openTrainingService } from './training-service.js';
import { writeTrainingState } from './training-state.js';
import { costOf } from './usage.js';

export interface TrainRemoteOptions {
  name: string;
  /** Default: one project of families, and one for each family of at least two finishes. */
  flat?: boolean | undefined;
  /** Name or id. Default: General (compact), whose models can be exported. */
  domain?: string | undefined;
  /** Default S0. */
  tier?: PricingTier | undefined;
  /** Default 300. */
  maxCalibrationPhotos?: number | undefined;
  /** Precision that answers must have at each level. Default: 0.95 at a confidence of 0.95, pooled. */
  target?: Partial<PrecisionTarget>;
  seed?: number;
  /** Begins anew, with new projects, whatever was done before under this name. */
  restart?: boolean | undefined;
}

export interface TrainRemoteDependencies {
  home: string;
  config: CustomVisionConfig;
  db: Queryable;
  limits: PhotoLimits;
  progress: Progress;
  log: Log;
  signal: AbortSignal;
  /** Default: five seconds. */
  pollMs?: number;
}

/**
 * Trains and publishes a model at Custom Vision and writes its folder. Progress is kept under `home`/custom-vision, so
 * that the same call resumes after an interruption. Rows of the splits validation and test are not used. If settings are
 * missing or limits are exceeded, throws a UsageError before anything is sent.
 */
export async function trainRemote(
  dataset: Dataset,
  options: TrainRemoteOptions,
  { home, config, db, limits, progress, log, signal, pollMs = 5000 }: TrainRemoteDependencies,
): Promise<RemoteModel> {
  const { name, flat = false, seed = 1, target, tier = 'S0', maxCalibrationPhotos = 300 } = options;
  const plan = planTraining(dataset, { name, flat, tier, maxCalibrationPhotos, seed });
  const predictionResourceId = required(config.predictionResourceId, 'CUSTOM_VISION_PREDICTION_RESOURCE_ID');
  // Hours of training would be for nothing without it.
  openPrediction(config).close();
  const service = openTrainingService({ config, db, signal, log });
  try {
    const domain = await findTrainingDomain(service, options.domain ?? defaultDomain);
    const parts = [plan.key, domain.id, service.resource];
    const file = join(home, 'custom-vision', `${name}.json`);
    const state = await openTrainingState(file, { parts, name, restart: options.restart, log });
    const startedAt = Date.now() - 1000 * state.seconds;
    const save = async () => {
      state.seconds = Math.round((Date.now() - startedAt) / 100) / 10;
      await writeTrainingState(file, state);
    };
    const context: TrainingContext = { service, state, save, progress, log, pollMs };
    announce(plan, domain, config, log);
    await checkRoomForProjects(plan.projects, context, tier);
    await save();
    const trained = await trainProjects(plan, { domainId: domain.id, predictionResourceId, limits }, context);

    const uncalibrated = describeModel(plan, trained, { name, flat, endpoint: service.resource });
    const held = await calibrationAnswers(uncalibrated);
    await save();
    const { hierarchy } = uncalibrated;
    const certified = certifyModel(held, plan.labels, { hierarchy, target, seed });
    const { calibration, contract, heldBack } = describeCertified(certified);
    const training = { ...summariseTraining(plan, trained, state, domain), seed, contract, heldBack };
    return await writeModelFolder(join(home, 'models', name), customVisionBackend, {
      ...uncalibrated,
      calibration,
      training,
    });

    async function calibrationAnswers(description: RemoteDescription): Promise<HeldBack> {
      const classifier = await createRemoteClassifier(
        { description },
        { config, openDatabase: async () => db, log, keepAnswers: true },
      );
      try {
        return await askHeldBack(classifier, description, plan.heldBack, { limits, progress, log });
      } finally {
        state.steps.predictions += classifier.spent?.().calls ?? 0;
        await classifier.close();
      }
    }
  } finally {
    service.close();
  }
}

/** Says what will be done and paid for. */
function announce(
  { projects, photos, heldBack }: TrainingPlan,
  domain: TrainingDomain,
  { price }: CustomVisionConfig,
  log: Log,
): void {
  const predictions = heldBack.length * Math.min(projects.length, 2);
  log.info(
    {
      projects: projects.map(({ name }) => name),
      domain: domain.name,
      photos: photos.length,
      heldBack: heldBack.length,
      predictionsAtMost: predictions,
      costAtMost: costOf(predictions, price),
    },
    'to be trained at Custom Vision; the photos held back are predicted afterwards, which is paid for like the training',
  );
}
