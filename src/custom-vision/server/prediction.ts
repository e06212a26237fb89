import type { PhotoLimits } from '../../config/photo.js';
import type { Pool } from '../../database/pool.js';
import { HoneyburstError } from '../../errors.js';
import { photoSize } from '../../photo/measure.js';
import type { Engine } from './engine.js';
import { type Iteration, loadHead } from './iteration.js';
import { predictionImageBytes } from './limits.js';
import { ServiceError } from './service-error.js';
import type { Tag } from './tag.js';

export interface TagProbability {
  tag: Tag;
  probability: number;
}

export interface PredictionDependencies {
  pool: Pool;
  engine: Pick<Engine, 'score'>;
  photoLimits: Pick<PhotoLimits, 'maxPixels'>;
}

export interface PredictionRequest {
  /** The id of the prediction; error messages name it too. */
  id: string;
  photo: Buffer;
  /** Whether the photo and the answer are kept. */
  store: boolean;
  application: string | null;
}

/**
 * The probabilities of all tags of an iteration for a photo, the highest first. Throws BadRequestImageSizeBytes,
 * BadRequestImageFormat or BadRequestImageDimensions.
 */
export async function predict(
  { pool, engine, photoLimits }: PredictionDependencies,
  iteration: Iteration,
  { id, photo, store, application }: PredictionRequest,
): Promise<TagProbability[]> {
  if (photo.length > predictionImageBytes) {
    throw new ServiceError(
      400,
      'BadRequestImageSizeBytes',
      `Image has ${photo.length} bytes; ${predictionImageBytes} are allowed`,
    );
  }
  const size = await photoSize(photo);
  if (!size) throw wrongFormat(id);
  if (size.width * size.height > photoLimits.maxPixels) {
    throw new ServiceError(
      400,
      'BadRequestImageDimensions',
      `Image has ${size.width} x ${size.height} pixels; ${photoLimits.maxPixels} are allowed`,
    );
  }
  const model = { id: iteration.id, load: () => loadHead(pool, iteration.id) };
  const probabilities = await engine.score(model, photo).catch((thrown) => {
    throw thrown instanceof HoneyburstError && thrown.stage === 'decode' ? wrongFormat(id) : thrown;
  });
  if (store) {
    await pool.query(
      `INSERT INTO custom_vision_server.prediction
         (id, project_id, iteration_id, bytes, width, height, probabilities, application)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        id,
        iteration.projectId,
        iteration.id,
        photo,
        size.width,
        size.height,
        [...probabilities],
        application,
      ],
    );
  }
  return rankTags(iteration.tags, probabilities);
}

/** Tags with their probabilities, the highest first. */
export function rankTags(tags: readonly Tag[], probabilities: ArrayLike<number>): TagProbability[] {
  return tags
    .map((tag, number) => ({ tag, probability: probabilities[number]! }))
    .sort((a, b) => b.probability - a.probability);
}

function wrongFormat(id: string): ServiceError {
  return new ServiceError(400, 'BadRequestImageFormat', `Bad Request Image Format, Uri: ${id}`);
}
