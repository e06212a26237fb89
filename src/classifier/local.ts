import { photoSize } from '../backbone/look.js';
import type { EngineName } from '../config.js';
import type { Log } from '../log.js';
import type { PixelInput, PreparedPhoto } from '../photo/photo.js';
import type { Classifier, PhotoScores } from './classifier.js';
import { createInferencePool } from './inference-pool.js';
import { type LocalModel, readModelGraph } from './model-folder.js';

export interface LocalOptions {
  threads: number;
  /** Default onnx. */
  engine?: EngineName;
  /** Is told what computes, and why. */
  log?: Log;
  /** Photos computed at once at most. Default 8: larger batches gain nothing on a CPU. */
  batchSize?: number;
}

interface Waiting {
  photo: PreparedPhoto;
  resolve(scores: PhotoScores): void;
  reject(error: unknown): void;
}

/**
 * A model on this machine: ONNX Runtime or TensorFlow.js in worker threads. Photos of calls made at the same time share batches:
 * a free thread takes whatever waits, so that a lone photo is never held up for company.
 */
export async function createLocalClassifier(model: LocalModel, options: LocalOptions): Promise<Classifier> {
  const { name, families, finishes, calibration } = model.description;
  const input: PixelInput = model.description.input ?? { kind: 'pixels', size: photoSize };
  const photoBytes = input.size * input.size * 4;
  const { threads, engine = 'onnx', batchSize = 8, log } = options;
  const pool = await createInferencePool(await readModelGraph(model), { threads, engine });
  for (const runtime of pool.runtimes) log?.info({ model: name, engine, runtime, threads }, 'model loaded');
  const waiting: Waiting[] = [];
  let busy = 0;

  const pump = () => {
    while (busy < pool.threads && waiting.length > 0) {
      // Shared evenly, so that no thread idles while another works through a long batch.
      const fair = Math.ceil(waiting.length / (pool.threads - busy));
      const batch = waiting.splice(0, Math.min(batchSize, fair));
      busy++;
      void runBatch(batch).finally(() => {
        busy--;
        pump();
      });
    }
  };

  const runBatch = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      const pixels = new Uint8Array(batch.length * photoBytes);
      batch.forEach(({ photo }, slot) => {
        pixels.set(photo.data, slot * photoBytes);
      });
      const outputs = await pool.run('pixels', pixels, [batch.length, input.size, input.size, 4]);
      const rows = (output: string, width: number, slot: number) =>
        (outputs[output] as Float32Array).slice(slot * width, (slot + 1) * width);
      batch.forEach(({ resolve }, slot) => {
        resolve({
          families: rows('families', families.length, slot),
          finishes: rows('finishes', finishes.length, slot),
          bodyShare: rows('body_share', 1, slot)[0] as number,
        });
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };

  return {
    model: name,
    input,
    families,
    finishes,
    thresholds: calibration.thresholds,
    classify(photos) {
      const scores = photos.map(
        (photo) =>
          new Promise<PhotoScores>((resolve, reject) => {
            waiting.push({ photo, resolve, reject });
          }),
      );
      // Calls made in the same turn of the event loop come in before the first batch is cut.
      setImmediate(pump);
      return Promise.all(scores);
    },
    close: () => pool.close(),
  };
}
