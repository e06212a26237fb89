import { photoSize } from '../backbone/look.js';
import type { EngineName } from '../config.js';
import { createInferencePool } from '../inference/inference-pool.js';
import type { Log } from '../log.js';
import { floatsOf } from '../onnx/session.js';
import type { PixelInput, PreparedPhoto } from '../photo/photo.js';
import type { Classifier, PhotoScores } from './classifier.js';
import { checkAnswer, modelMisdescribed } from './model-answer.js';
import { type LocalModel, readModelGraph } from './model-folder.js';
import { createPhotoBatches } from './photo-batches.js';

export interface LocalOptions {
  threads: number;
  /** Default onnx. */
  engine?: EngineName;
  /** Is told what computes, and why. */
  log?: Log;
  /** Is told how many photos each batch holds. */
  onBatch?: ((photos: number) => void) | undefined;
}

/**
 * A model on this machine: ONNX Runtime or TensorFlow.js in worker threads. Photos of calls made at the same time
 * share batches, see createPhotoBatches. Throws a HoneyburstError that halts where the folder does not hold what its
 * model.json describes.
 */
export async function createLocalClassifier(model: LocalModel, options: LocalOptions): Promise<Classifier> {
  const { name, families, finishes, calibration } = model.description;
  const input: PixelInput = model.description.input ?? { kind: 'pixels', size: photoSize };
  const { threads, engine = 'onnx', log, onBatch } = options;
  const graph = await readModelGraph(model);
  const pool = await createInferencePool(graph, { threads, engine }).catch((cause: Error) => {
    throw modelMisdescribed(model.folder, `its network cannot be loaded (${cause.message})`, cause);
  });
  for (const runtime of pool.runtimes) log?.info({ model: name, engine, runtime, threads }, 'model loaded');
  const batches = createPhotoBatches(pool, input.size, onBatch);
  const classify = async (photo: PreparedPhoto, urgent?: boolean): Promise<PhotoScores> => {
    const outputs = await batches.run(photo, urgent);
    checkAnswer(outputs, model);
    return {
      families: floatsOf(outputs, 'families'),
      finishes: floatsOf(outputs, 'finishes'),
      bodyShare: floatsOf(outputs, 'body_share')[0]!,
    };
  };

  return {
    model: name,
    input,
    families,
    finishes,
    thresholds: calibration.thresholds,
    classify: (photos, { urgent } = {}) => Promise.all(photos.map((photo) => classify(photo, urgent))),
    close: () => pool.close(),
  };
}
