import { TrainingAPIClient } from '@azure/cognitiveservices-customvision-training';
import { ApiKeyCredentials, type RequestOptionsBase } from '@azure/ms-rest-js';
import type { CustomVisionConfig } from '../../config/custom-vision.js';
import type { Queryable } from '../../database/pool.js';
import { HoneyburstError } from '../../errors.js';
import type { Log } from '../../log.js';
import { callService } from './call.js';
import { clientOptions, requestOptions, required, toResource } from './connection.js';
import { createPace } from './pace.js';

/** The training side of a resource of Custom Vision. */
export interface TrainingService {
  /** The address of the resource, without a slash at the end. */
  readonly resource: string;
  /**
   * Makes a call when it is its turn, and tries again while the service is down or busy. `send` runs twice if an answer
   * was lost. `target` says in errors what the call is about.
   */
  call<T>(
    target: string,
    send: (client: TrainingAPIClient, options: RequestOptionsBase) => Promise<T>,
    timeoutMs?: number,
  ): Promise<T>;
  /** Aborted when the work must end. */
  readonly signal: AbortSignal;
  /** Closes idle connections. */
  close(): void;
}

export interface TrainingServiceDependencies {
  config: CustomVisionConfig;
  db: Queryable;
  signal: AbortSignal;
  log: Log;
}

/** Opens the training side of the configured resource. Throws a UsageError that names a missing setting. */
export function openTrainingService({
  config,
  db,
  signal,
  log,
}: TrainingServiceDependencies): TrainingService {
  const keyVariable = 'CUSTOM_VISION_TRAINING_KEY';
  const resource = toResource(required(config.endpoint, 'CUSTOM_VISION_ENDPOINT'));
  const key = required(config.trainingKey, keyVariable);
  const { options, close } = clientOptions();
  const credentials = new ApiKeyCredentials({ inHeader: { 'Training-Key': key } });
  const client = new TrainingAPIClient(credentials, resource, options);
  // Training has its own rate limit, apart from predictions.
  const pace = createPace(db, {
    resource: `${resource} training`,
    callsPerSecond: config.trainingCallsPerSecond,
  });
  const place = { stage: 'train', host: new URL(resource).host, key, keyVariable } as const;
  const shared = { ...place, pace, retryMs: config.retryMs, signal, log };
  return {
    resource,
    signal,
    call: (target, send, timeoutMs = 60_000) =>
      callService((abort) => send(client, requestOptions(abort)), { ...shared, target, timeoutMs }),
    close,
  };
}

/** Whether the service refused a call with one of these codes. */
export function isRefusal(thrown: unknown, ...codes: readonly string[]): boolean {
  if (!(thrown instanceof HoneyburstError)) return false;
  const cause = thrown.cause as { code?: unknown } | undefined;
  return codes.includes(String(cause?.code));
}
