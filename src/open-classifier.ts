import type { Classifier } from './classifier/classifier.js';
import type { ModelFolder } from './classifier/model-folder.js';
import type { Config } from './config/config.js';
import type { EngineName } from './config/worker.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics/metrics.js';
import type { Database } from './open-database.js';

export interface OpenOptions {
  /** What computes a local model. Default: INFERENCE_ENGINE. */
  engine?: EngineName | undefined;
  /** Default: INFERENCE_THREADS. */
  threads?: number | undefined;
  /** Whether answers that Custom Vision was paid for are kept and used again. Default: no, so that latencies are real. */
  keepAnswers?: boolean | undefined;
}

export interface ClassifierOpenerDependencies {
  config: Config;
  log: Log;
  database: () => Promise<Database>;
  /** Undefined while nothing is measured. */
  measured: () => Metrics | undefined;
}

export type OpenClassifier = (model: ModelFolder, options?: OpenOptions) => Promise<Classifier>;

/** Opens any model with what computes it; the caller closes it. */
export function createClassifierOpener(dependencies: ClassifierOpenerDependencies): OpenClassifier {
  const { config, log, database, measured } = dependencies;
  return async (model, options = {}) => {
    const { isLocal, isRemote } = await import('./classifier/model-folder.js');
    if (isRemote(model)) {
      const openDatabase = async () => (await database()).pool;
      const { keepAnswers } = options;
      const onAttempt = measured()?.customVisionCall;
      // Loaded only now: the SDK takes a third of a second.
      const { createRemoteClassifier } = await import('./custom-vision/client/classifier.js');
      return createRemoteClassifier(model, {
        config: config.customVision,
        openDatabase,
        log,
        keepAnswers,
        onAttempt,
      });
    }
    if (!isLocal(model)) throw new Error(`nothing computes a model of engine ${model.description.engine}`);
    const { engine = config.worker.engine, threads = config.worker.inferenceThreads } = options;
    const { createLocalClassifier } = await import('./classifier/local.js');
    return createLocalClassifier(model, { engine, threads, log, onBatch: measured()?.batch });
  };
}
