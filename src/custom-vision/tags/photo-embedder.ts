import { defaultBackbone, loadExtractor } from '../../backbone/backbone.js';
import { photoSize } from '../../backbone/look.js';
import { sha256 } from '../../classifier/model-folder.js';
import { createPhotoBatches } from '../../classifier/photo-batches.js';
import type { PhotoLimits } from '../../config/photo.js';
import { createInferencePool } from '../../inference/inference-pool.js';
import type { Log } from '../../log.js';
import type { Outputs } from '../../onnx/session.js';
import { preparePhoto } from '../../photo/decode.js';
import { createLazyPool } from './lazy-pool.js';
import { createRecent } from './recent.js';

/** An embedding takes about 60 KB. */
const keptEmbeddings = 256;

export interface PhotoEmbedder {
  /** Computes the features of both looks at a photo, which heads take. Throws a HoneyburstError of stage decode if it cannot be used. */
  embed(photo: Buffer): Promise<Outputs>;
  close(): Promise<void>;
}

/**
 * The feature extractor that all heads share. It opens with the first photo, and simultaneous photos share batches. It
 * remembers recent photos by their bytes: clients send the same photo to one project after another.
 */
export function createPhotoEmbedder({
  threads,
  limits,
  log,
}: {
  threads: number;
  limits: PhotoLimits;
  log: Log;
}): PhotoEmbedder {
  const pool = createLazyPool(threads, async () => {
    const opened = await createInferencePool(loadExtractor(defaultBackbone), { threads });
    for (const runtime of opened.runtimes) log.info({ runtime, threads }, 'feature extractor loaded');
    return opened;
  });
  const batches = createPhotoBatches(pool, photoSize);
  const embeddings = createRecent<Outputs>(keptEmbeddings, () => {});
  const compute = async (photo: Buffer) =>
    batches.run(await preparePhoto(photo, { kind: 'pixels', size: photoSize }, limits));
  return {
    embed: (photo) =>
      embeddings.use(
        sha256(photo),
        () => compute(photo),
        (embedding) => embedding,
      ),
    close: () => pool.close(),
  };
}
