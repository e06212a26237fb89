import type { InferencePool } from '../inference/inference-pool.js';
import type { Outputs } from '../onnx/session.js';
import { letterbox } from '../photo/letterbox.js';
import type { PreparedPhoto } from '../photo/photo.js';

export interface PhotoBatches {
  /** What the pool's model says of one photo: its row of every output. An `urgent` one goes before others that wait. */
  run(photo: PreparedPhoto, urgent?: boolean): Promise<Outputs>;
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
  const [urgentOnes, others]: [Waiting[], Waiting[]] = [[], []];
  const waiting = () => urgentOnes.length + others.length;
  /** Of whole batches, used again. */
  const buffers: ArrayBuffer[] = [];
  let busy = 0;

  const take = (count: number) => {
    const first = urgentOnes.splice(0, count);
    return [...first, ...others.splice(0, count - first.length)];
  };

  const pump = () => {
    while (busy < pool.threads && waiting() > 0) {
      // Shared evenly, so that no thread idles while another works through a long batch.
      const fair = Math.ceil(waiting() / (pool.threads - busy));
      const batch = take(Math.min(batchSize, fair));
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
      const buffer = buffers.pop() ?? new ArrayBuffer(batchSize * photoBytes);
      const pixels = new Uint8Array(buffer, 0, batch.length * photoBytes);
      batch.forEach(({ photo }, slot) => {
        letterbox(photo, size, pixels.subarray(slot * photoBytes, (slot + 1) * photoBytes));
      });
      const outputs = await pool.run('pixels', pixels, [batch.length, size, size, 4], (data) =>
        buffers.push(data.buffer as ArrayBuffer),
      );
      batch.forEach(({ resolve }, slot) => {
        resolve(rowOf(outputs, slot, batch.length));
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };

  return {
    run: (photo, urgent = false) =>
      new Promise((resolve, reject) => {
        (urgent ? urgentOnes : others).push({ photo, resolve, reject });
        // Calls made in the same turn of the event loop come in before the first batch is cut.
        if (waiting() === 1) setImmediate(pump);
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
