import { createHash } from 'node:crypto';
import type { PredictionAPIClient } from '@azure/cognitiveservices-customvision-prediction';
import type { Queryable } from '../../database/pool.js';
import { HoneyburstError } from '../../errors.js';
import { type Probabilities, readAnswer } from './answer.js';
import { type CallOptions, callService } from './call.js';
import { type Connection, requestOptions } from './connection.js';
import { findAnswer, keepAnswer } from './kept-answers.js';

/** A published iteration of a project. */
export interface Published {
  projectId: string;
  iterationId: string;
  publishedName: string;
}

export interface AskPublishedOptions
  extends Pick<CallOptions, 'pace' | 'retryMs' | 'signal' | 'log' | 'onAttempt'> {
  connection: Connection<PredictionAPIClient>;
  /** Whether the service keeps the photo. */
  store: boolean;
  /** The database where answers are kept and looked up first. Default: the service is always asked. */
  answers?: Queryable | undefined;
}

/** Has a published iteration predict a photo. `paid` says whether the answer costs money, or was kept from an earlier call. */
export async function askPublished(
  at: Published,
  photo: Uint8Array,
  { connection, store, answers, ...call }: AskPublishedOptions,
): Promise<{ probabilities: Probabilities; paid: boolean }> {
  const { projectId, iterationId, publishedName } = at;
  const sha256 = createHash('sha256').update(photo).digest();
  const known = answers && (await findAnswer(answers, iterationId, sha256));
  if (known) return { probabilities: known, paid: false };

  const { client, host, key, keyVariable } = connection;
  const target = `project ${projectId}, iteration ${iterationId} published as "${publishedName}"`;
  const bytes = Buffer.from(photo.buffer, photo.byteOffset, photo.byteLength);
  const answer = await callService(
    (signal) =>
      store
        ? client.classifyImage(projectId, publishedName, bytes, requestOptions(signal))
        : client.classifyImageWithNoStore(projectId, publishedName, bytes, requestOptions(signal)),
    { ...call, stage: 'classify', host, key, keyVariable, target },
  );
  const { iteration, probabilities } = readAnswer(answer, `Custom Vision at ${host}`);
  if (iteration !== undefined && iteration.toLowerCase() !== iterationId.toLowerCase()) {
    const message = `Custom Vision at ${host} has published iteration ${iteration}, but the model expects ${target}: publish that iteration again, or train or import the model again.`;
    throw new HoneyburstError(message, {
      code: 'custom_vision_not_published',
      stage: 'classify',
      halts: true,
    });
  }
  if (answers) await keepAnswer(answers, iterationId, sha256, probabilities);
  return { probabilities, paid: true };
}
