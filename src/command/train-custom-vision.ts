import { type Command, Option } from 'commander';
import type { RemoteModel } from '../classifier/model-folder.js';
import type { EngineName } from '../config.js';
import { defaultDomain } from '../custom-vision/client/domain.js';
import { type Tier, tiers } from '../custom-vision/client/limits.js';
import { UsageError } from '../errors.js';
import type { PrecisionTarget } from '../learning/calibration/contract.js';
import type { Dataset } from '../learning/dataset/dataset.js';
import type { CommandContext } from './command.js';
import { seedNumber } from './option/whole-number.js';

/** The options of `train` that apply to Custom Vision, including those only for it. */
export interface CustomVisionOptions extends OwnOptions {
  name: string;
  engine?: EngineName | 'custom-vision';
  flat?: boolean;
  seed: number;
  precision: number;
  confidence: number;
  scope: PrecisionTarget['scope'];
}

interface OwnOptions {
  domain?: string;
  tier?: Tier;
  maxCalibrationPhotos?: number;
  restart?: boolean;
}

const own = ['domain', 'tier', 'maxCalibrationPhotos', 'restart'] as const satisfies (keyof OwnOptions)[];

/** Adds the options of `train` that only apply to Custom Vision. */
export function addCustomVisionOptions(command: Command): void {
  command
    .option(
      '--domain <name|id>',
      `custom-vision: domain of the projects; models of compact domains can be exported (default: "${defaultDomain}")`,
    )
    .addOption(
      new Option(
        '--tier <tier>',
        'custom-vision: pricing tier of the resource, which sets its limits (default: S0)',
      ).choices(tiers),
    )
    .option(
      '--max-calibration-photos <n>',
      'custom-vision: an eighth of the photos, but at most this many, is held back for calibration and predicted afterwards, one or two paid calls each (default: 300)',
      seedNumber,
    )
    .option(
      '--restart',
      'custom-vision: starts again with new projects and does not resume an interrupted training of this name',
    );
}

/** Throws a UsageError if an option only for Custom Vision is given to another engine. */
export function checkCustomVisionOptions(options: CustomVisionOptions): void {
  if (options.engine === 'custom-vision' || own.every((name) => options[name] === undefined)) return;
  throw new UsageError(
    '--domain, --tier, --max-calibration-photos and --restart only apply to --engine custom-vision.',
  );
}

/** See `trainRemote`. */
export async function trainAtCustomVision(
  { app, signal }: CommandContext,
  dataset: Dataset,
  { precision, confidence, scope, ...options }: CustomVisionOptions,
): Promise<RemoteModel> {
  const { config, progress, log } = app;
  const { pool: db } = await app.database();
  // Loaded only here, because the SDK takes a third of a second.
  const { trainRemote } = await import('../custom-vision/client/train-remote.js');
  return trainRemote(
    dataset,
    { ...options, target: { precision, confidence, scope } },
    { home: config.home, config: config.customVision, db, limits: config.photo, progress, log, signal },
  );
}
