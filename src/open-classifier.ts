import type { ModelFolder } from './classifier/backend.js';
import type { Classifier } from './classifier/classifier.js';
import { requirePhotoHosts } from './classifier/photo-hosts.js';
import { refuseColourless } from './classifier/refuse-colourless.js';
import type { Config } from './config/config.js';
import type { EngineName } from './config/worker.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics/metrics.js';
import type { DatabaseOpener } from './open-database.js';

export interface OpenOptions {
  /** What computes a local model. Default: INFERENCE_ENGINE. */
  engine?: EngineName | undefined;
  /** Default: INFERENCE_THREADS. */
  threads?: number | undefined;
  /** Whether answers that Custom Vision was paid for are kept and used again. Default: no, so that latencies are real. */
  keepAnswers?: boolean | undefined;
  /** Hosts that the model may send photos to, besides those that were allowed when it was registered. */
  allowContainer?: readonly string[] | undefined;
}

export interface ClassifierOpenerDependencies {
  config: Config;
  log: Log;
  databases: Pick<DatabaseOpener, 'database' | 'databaseExists'>;
  /** Undefined while nothing is measured. */
  measured: () => Metrics | undefined;
}

export type OpenClassifier = (model: ModelFolder, options?: OpenOptions) => Promise<Classifier>;

/** Opens any model with its backend; the caller closes it. */
export function createClassifierOpener(dependencies: ClassifierOpenerDependencies): OpenClassifier {
  const { config, log, databases, measured } = dependencies;
  return async (model, options = {}) => {
    await requirePhotoHosts(model, options.allowContainer ?? [], databases);
    const classifier = await model.backend.open(model, {
      config,
      log,
      openDatabase: async () => (await databases.database()).pool,
      engine: options.engine ?? config.worker.engine,
      threads: options.threads ?? config.worker.inferenceThreads,
      keepAnswers: options.keepAnswers,
      onBatch: measured()?.batch,
      onAttempt: measured()?.customVisionCall,
    });
    return refuseColourless(classifier);
  };
}
