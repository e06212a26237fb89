import { type Command, Option } from 'commander';
import type { RemoteModel } from '../classifier/model-folder.js';
import type { EngineName } from '../config/worker.js';
import { defaultDomain } from '../custom-vision/client/domain.js';
import { type Tier, tiers } from '../custom-vision/client/limits.js';
import { UsageError } from '../errors.js';
import type { PrecisionTarget } from '../learning/calibration/contract.js';
import type { Dataset } from '../learning/dataset/dataset.js';
import type { CommandContext } from './command.js';
import { seedNumber } from './option/whole-number.js';

/** Options of `train` that Custom Vision heeds, and those that are for it alone. */
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

/** Adds the options of `train` that are for Custom Vision alone. */
export function addCustomVisionOptions(command: Command): void {
  command
    .option(
      '--domain <name|id>',
      `custom-vision: domain of its projects; models of compact ones can be exported (default: "${defaultDomain}")`,
    )
    .addOption(
      new Option(
        '--tier <tier>',
        'custom-vision: pricing tier of the resource, for its limits (default: S0)',
      ).choices(tiers),
    )
    .option(
      '--max-calibration-photos <n>',
      'custom-vision: of an eighth of the photos, how many at most are held back and predicted afterwards, a paid call or two each (default: 300)',
      seedNumber,
    )
    .option(
      '--restart',
      'custom-vision: begins anew, with new projects, instead of going on where this name was left',
    );
}

/** Throws a UsageError where an option for Custom Vision is given to another engine. */
export function checkCustomVisionOptions(options: CustomVisionOptions): void {
  if (options.engine === 'custom-vision' || own.every((name) => options[name] === undefined)) return;
  throw new UsageError(
    '--domain, --tier, --max-calibration-photos and --restart are for --engine custom-vision only.',
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
  // Loaded only now: the SDK takes a third of a second.
  const { trainRemote } = await import('../custom-vision/client/train-remote.js');
  return trainRemote(
    dataset,
    { ...options, target: { precision, confidence, scope } },
    { home: config.home, config: config.customVision, db, limits: config.photo, progress, log, signal },
  );
}
