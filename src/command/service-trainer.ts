import type { Command } from 'commander';
import type { ModelFolder } from '../classifier/backend.js';
import type { Config } from '../config/config.js';
import type { PrecisionTarget } from '../learning/calibration/contract.js';
import type { Dataset } from '../learning/dataset/dataset.js';
import type { CommandContext } from './command.js';

/** The options of `train` that every trainer takes. */
export interface TrainOptions extends PrecisionTarget {
  name: string;
  flat?: boolean;
  seed: number;
}

/** A service that trains models itself, for `train --engine` and `compare --backbones`. */
export interface ServiceTrainer {
  /** The `engine` of the models that it makes. */
  readonly engine: string;
  /** Names of the options of `train` that are for this service only. */
  readonly ownOptions: readonly string[];
  addOptions(train: Command): void;
  /** Whether everything that training needs is configured, so that `compare` takes it without being asked. */
  isConfigured(config: Config): boolean;
  /**
   * Trains a model and writes its folder. Unless `restart` is set, a model that was trained before from the same photos
   * and options is taken as it is.
   */
  train(
    context: CommandContext,
    dataset: Dataset,
    options: TrainOptions & { restart?: boolean },
  ): Promise<ModelFolder>;
  /** What the service says of its training, in words. */
  summarise(model: ModelFolder): string;
}
