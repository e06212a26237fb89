import type { Outputs } from '../onnx/session.js';
import type { PreparedPhoto } from '../photo/photo.js';
import type { InferencePool } from './inference-pool.js';

export interface PhotoBatches {
  /** What the pool's model says of one photo: its row of every output. */
  run(photo: PreparedPhoto): Promise<Outputs>;
}

interface Waiting {
  photo: PreparedPhoto;
  resolve(outputs: Outputs): void;
  reject(error: unknown): void;
}

/** Photos computed at once at most: larger batches gain nothing on a CPU. */
const batchSize = 8;

/**
 * Lets photos of calls made at the same time share batches of a model that takes `pixels` of this size: a free thread takes
 * whatever waits, so that a lone photo is never held up for company.
 */
export function createPhotoBatches(
  pool: Pick<InferencePool, 'threads' | 'run'>,
  size: number,
  onBatch?: (photos: number) => void,
): PhotoBatches {
  const photoBytes = size * size * 4;
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
    onBatch?.(batch.length);
    try {
      const pixels = new Uint8Array(batch.length * photoBytes);
      batch.forEach(({ photo }, slot) => {
        pixels.set(photo.data, slot * photoBytes);
      });
      const outputs = await pool.run('pixels', pixels, [batch.length, size, size, 4]);
      batch.forEach(({ resolve }, slot) => {
        resolve(rowOf(outputs, slot, batch.length));
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };

  return {
    run: (photo) =>
      new Promise((resolve, reject) => {
        waiting.push({ photo, resolve, reject });
        // Calls made in the same turn of the event loop come in before the first batch is cut.
        if (waiting.length === 1) setImmediate(pump);
      }),
  };
}

function rowOf(outputs: Outputs, slot: number, rows: number): Outputs {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, values]) => {
      const width = values.length / rows;
      return [name, values.slice(slot * width, (slot + 1) * width)];
    }),
  );
}
