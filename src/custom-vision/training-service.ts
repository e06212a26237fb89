import { ApiKeyCredentials } from '@azure/ms-rest-js';
import { TrainingAPIClient } from '@azure/cognitiveservices-customvision-training';
import type { CustomVisionConfig } from '../config.js';
import type { Queryable } from '../database/pool.js';
import { HoneyburstError, UsageError } from '../errors.js';
import type { Log } from '../log.js';
import { callService } from './call.js';
import { createPace } from './pace.js';

/** The training side of a resource of Custom Vision. */
export interface TrainingService {
  readonly endpoint: string;
  /**
   * Makes a call in its turn, again while the service is away or busy: an answer that was lost makes `send` run twice.
   * `target` says in errors what it is about.
   */
  call<T>(target: string, send: (client: TrainingAPIClient, options: SendOptions) => Promise<T>): Promise<T>;
  /** Aborted when the work is to end. */
  readonly signal: AbortSignal;
}

export interface SendOptions {
  abortSignal: AbortSignal;
}

export interface TrainingServiceDependencies {
  config: CustomVisionConfig;
  db: Queryable;
  signal: AbortSignal;
  log: Log;
}

/** Enough for 24 MB of photos over a slow line. */
const timeoutMs = 600_000;

/** Throws a UsageError that names the settings that are missing. */
export function createTrainingService({
  config,
  db,
  signal,
  log,
}: TrainingServiceDependencies): TrainingService {
  const { endpoint, trainingKey } = requireSettings(config, {
    endpoint: 'CUSTOM_VISION_ENDPOINT',
    trainingKey: 'CUSTOM_VISION_TRAINING_KEY',
  });
  const credentials = new ApiKeyCredentials({ inHeader: { 'Training-Key': trainingKey } });
  // Its own policy never retries 429 and waits half a minute on 503.
  const client = new TrainingAPIClient(credentials, endpoint, { noRetryPolicy: true });
  const pace = createPace(db, {
    resource: `${endpoint} training`,
    callsPerSecond: config.trainingCallsPerSecond,
  });
  const place = {
    stage: 'train',
    host: new URL(endpoint).host,
    key: trainingKey,
    keyVariable: 'CUSTOM_VISION_TRAINING_KEY',
  } as const;
  const { retryMs } = config;
  return {
    endpoint,
    signal,
    call: (target, send) =>
      callService((abortSignal) => send(client, { abortSignal }), {
        ...place,
        target,
        pace,
        retryMs,
        signal,
        log,
        timeoutMs,
      }),
  };
}

/** The settings by name, all of them present. Throws a UsageError that names the variables that are missing. */
export function requireSettings<Name extends keyof CustomVisionConfig>(
  config: CustomVisionConfig,
  variables: Record<Name, string>,
): Record<Name, string> {
  const names = Object.keys(variables) as Name[];
  const missing = names.filter((name) => config[name] === undefined).map((name) => variables[name]);
  if (missing.length > 0) {
    throw new UsageError(`Custom Vision needs ${missing.join(', ')}: set them to those of your resource.`, {
      code: 'custom_vision_not_configured',
      stage: 'configuration',
    });
  }
  return Object.fromEntries(names.map((name) => [name, config[name]])) as Record<Name, string>;
}

/** Whether the service itself refused a call, with one of these codes of its own. */
export function isRefusal(thrown: unknown, ...codes: readonly string[]): boolean {
  if (!(thrown instanceof HoneyburstError)) return false;
  const cause = thrown.cause as { code?: unknown } | undefined;
  return codes.includes(String(cause?.code));
}
