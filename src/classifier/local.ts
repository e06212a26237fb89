import { photoSize } from '../backbone/look.js';
import type { EngineName } from '../config/worker.js';
import { createInferencePool } from '../inference/inference-pool.js';
import type { Log } from '../log.js';
import { floatsOf } from '../onnx/session.js';
import type { PixelInput, PreparedPhoto } from '../photo/photo.js';
import type { Classifier, PhotoScores } from './classifier.js';
import { headOutputs } from './head-outputs.js';
import type { LocalModel } from './local-model.js';
import { checkAnswer, modelMisdescribed } from './model-answer.js';
import { readModelGraph } from './model-graph.js';
import { readCalibration, readLabels } from './model-labels.js';
import { createPhotoBatches } from './photo-batches.js';
import { readView } from './view.js';

export interface LocalOptions {
  threads: number;
  /** Default onnx. */
  engine?: EngineName;
  /** Gets a line for each runtime that computes, and why it was chosen. */
  log?: Log;
  /** Called with the number of photos of each batch. */
  onBatch?: ((photos: number) => void) | undefined;
}

/**
 * A model on this machine: ONNX Runtime or TensorFlow.js in worker threads. Photos of simultaneous calls share batches,
 * see createPhotoBatches. Throws a HoneyburstError that halts if the folder does not hold what its model.json describes.
 */
export async function createLocalClassifier(model: LocalModel, options: LocalOptions): Promise<Classifier> {
  const { description, folder } = model;
  const { name } = description;
  const labels = readLabels(description);
  const input: PixelInput = description.input ?? { kind: 'pixels', size: photoSize };
  const { leastBody = 0 } = description.calibration;
  const { threads, engine = 'onnx', log, onBatch } = options;
  const graph = await readModelGraph(model);
  const pool = await createInferencePool(graph, { threads, engine }).catch((cause: Error) => {
    throw modelMisdescribed(folder, `its network cannot be loaded (${cause.message})`, cause);
  });
  for (const runtime of pool.runtimes) log?.info({ model: name, engine, runtime, threads }, 'model loaded');
  const batches = createPhotoBatches(pool, input.size, onBatch);
  const classify = async (photo: PreparedPhoto, urgent?: boolean): Promise<PhotoScores> => {
    const outputs = await batches.run(photo, urgent);
    checkAnswer(outputs, labels, folder);
    const seen = {
      coarse: floatsOf(outputs, headOutputs.coarse),
      fine: floatsOf(outputs, headOutputs.fine),
      bodyShare: floatsOf(outputs, headOutputs.bodyShare)[0]!,
    };
    if (!outputs[headOutputs.views]) return seen;
    const { view, body } = readView(floatsOf(outputs, headOutputs.views));
    return { ...seen, view, ...(body < leastBody && { reason: 'no_body' }) };
  };

  return {
    model: name,
    input,
    labels,
    thresholds: readCalibration(description).thresholds,
    listingThresholds: description.calibration.listing,
    classify: (photos, { urgent } = {}) => Promise.all(photos.map((photo) => classify(photo, urgent))),
    close: () => pool.close(),
  };
}
