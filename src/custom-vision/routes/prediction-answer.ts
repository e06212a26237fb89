import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { HoneyburstError } from '../../errors.js';
import type { Iteration } from '../server/iteration.js';
import { predict, type TagProbability } from '../server/prediction.js';
import { ServiceError } from '../server/service-error.js';
import type { VisionContext } from './context.js';
import { parse } from './parse-request.js';
import { shortFloat } from './service-json.js';

const photoAddress = z.object({ url: z.string().min(1) });

/** Fetches the photo at the address in the body. Throws BadRequestImageUrl if it cannot be fetched, whatever the reason. */
export async function photoOfAddress({ fetchPhoto }: VisionContext, body: unknown): Promise<Buffer> {
  const { url } = parse(photoAddress, body, 'BadRequestImageUrl');
  try {
    return (await fetchPhoto(url)).bytes;
  } catch (thrown) {
    if (!(thrown instanceof HoneyburstError)) throw thrown;
    throw new ServiceError(400, 'BadRequestImageUrl', 'Invalid image url');
  }
}

/** Has an iteration predict a photo, and returns an `ImagePrediction` of the specification with the id of the request. */
export async function predictionAnswer(
  context: VisionContext,
  request: FastifyRequest,
  iteration: Iteration,
  asked: { photo: Buffer; store: boolean; application: string | null; withTagType: boolean },
) {
  const probabilities = await predict(context, iteration, { id: request.id, ...asked });
  return {
    id: request.id,
    project: iteration.projectId,
    iteration: iteration.id,
    created: new Date(),
    predictions: probabilities.map((said) => tagPrediction(said, asked.withTagType)),
  };
}

/** A `Prediction` of the specification. Versions before v3.3 have no tag type. */
export function tagPrediction({ tag, probability }: TagProbability, withTagType: boolean) {
  return {
    probability: shortFloat(probability),
    tagId: tag.id,
    tagName: tag.name,
    ...(withTagType && { tagType: tag.type }),
  };
}
