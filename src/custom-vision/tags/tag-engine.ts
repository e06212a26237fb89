import { embeddingShapes } from '../../backbone/grid.js';
import { answeringLooks } from '../../classifier/head-graph.js';
import { headOutputs } from '../../classifier/head-outputs.js';
import type { PhotoLimits } from '../../config/photo.js';
import { HoneyburstError } from '../../errors.js';
import { createSession } from '../../inference/create-session.js';
import { partNames } from '../../learning/extractor/embeddings.js';
import type { Log } from '../../log.js';
import type { Session } from '../../onnx/session.js';
import { floatsOf, int8sOf } from '../../onnx/session.js';
import { type ExportedTags, exportOnnx } from './export-onnx.js';
import { createPhotoEmbedder } from './photo-embedder.js';
import { createRecent } from './recent.js';
import type { TrainingImage } from './tagged-image.js';
import { type TrainedTags, type TrainTagsOptions, trainTags } from './train-tags.js';

/** Classifiers of arbitrary tags: heads on the program's own backbone. */
export interface TagEngine {
  /**
   * Fits heads on the program's backbone, one training at a time. Throws a HoneyburstError of stage train if a photo
   * cannot be used or a tag has fewer than two photos.
   */
  train(images: readonly TrainingImage[], options: TrainTagsOptions): Promise<TrainedTags>;
  /**
   * Probabilities in the order of the model's tags. `id` is the key of a cache of opened heads. Throws a HoneyburstError
   * of stage decode for a photo that cannot be used.
   */
  score(model: { id: string; load(): Promise<Uint8Array> }, photo: Buffer): Promise<Float32Array>;
  /** A zip laid out like Custom Vision's ONNX export. */
  exportOnnx(tags: ExportedTags): Promise<Buffer>;
  /** Scoring and embedding fail from now on; resolves when no head is being fitted any more. */
  close(): Promise<void>;
}

/** A head takes about 11 MB, and 30 ms to open again. */
const openHeads = 16;

export function createTagEngine({
  home,
  threads,
  limits,
  log,
}: {
  home: string;
  threads: number;
  limits: PhotoLimits;
  log: Log;
}): TagEngine {
  const embedder = createPhotoEmbedder({ threads, limits, log });
  const heads = createRecent<Session>(openHeads, (session) => session.close());
  const closing = new AbortController();
  let training: Promise<unknown> = Promise.resolve();
  const refuseIfClosed = () => {
    if (!closing.signal.aborted) return;
    throw new HoneyburstError('The engine of tags is closed.', {
      code: 'inference_failed',
      stage: 'classify',
      retryable: true,
    });
  };
  return {
    train(images, options) {
      // One at a time: a training takes all threads, and two would write the same embeddings.
      const trained = training.then(() => {
        refuseIfClosed();
        return trainTags(images, options, { home, threads, limits, signal: closing.signal });
      });
      training = trained.catch(() => {});
      return trained;
    },
    async score({ id, load }, photo) {
      refuseIfClosed();
      const embedding = await embedder.embed(photo);
      const feeds = partNames.map((part) => {
        const data = int8sOf(embedding, part);
        return [part, { data, shape: [1, answeringLooks, ...embeddingShapes[part]] }] as const;
      });
      return heads.use(
        id,
        async () => openHead(await load()),
        async (head) => floatsOf(await head.run(Object.fromEntries(feeds)), headOutputs.coarse),
      );
    },
    exportOnnx,
    async close() {
      closing.abort();
      heads.close();
      await embedder.close();
      await training;
    },
  };
}

async function openHead(head: Uint8Array): Promise<Session> {
  return createSession(head, { engine: 'onnx', threads: 1 }).catch((cause) => {
    throw new HoneyburstError('The head of tags is damaged: train the project again.', {
      code: 'model_damaged',
      stage: 'model',
      cause,
    });
  });
}
