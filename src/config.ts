import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { UsageError } from './errors.js';

const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim().toLowerCase())
      .filter(Boolean),
  );

const url = (protocols: RegExp) =>
  z.string().refine((text) => URL.canParse(text) && protocols.test(new URL(text).protocol), {
    message: `must be a URL whose scheme matches ${protocols.source}`,
  });

const urls = (protocols: RegExp) =>
  z.string().refine((text) => text.split(',').every((part) => url(protocols).safeParse(part).success), {
    message: `must be a URL whose scheme matches ${protocols.source}, or several with commas between them`,
  });

const secret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'must be whsec_ and 24 to 64 bytes in base64');

/** What computes a model: ONNX Runtime or TensorFlow.js. */
export const engineNames = ['onnx', 'tensorflow'] as const;
export type EngineName = (typeof engineNames)[number];

/** Pricing tiers of Custom Vision, whose limits its compatible server keeps, and none. */
export const tierNames = ['F0', 'S0', 'unlimited'] as const;
export type TierName = (typeof tierNames)[number];

/** Every variable that the program reads. An empty value counts as absent. */
const environmentSchema = z.object({
  DATABASE_URL: url(/^postgres(ql)?:$/).optional(),
  DATABASE_DIRECT_URL: url(/^postgres(ql)?:$/).optional(),
  DATABASE_POOL_SIZE: wholeNumber(2, 200).default(10),
  REDIS_URL: urls(/^rediss?:$/).optional(),
  HONEYBURST_HOME: z.string().default('.honeyburst'),
  HONEYBURST_QUEUE: z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/, 'must be 1 to 60 of a-z, 0-9 and -')
    .default('enrichment'),
  HONEYBURST_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info'),
  BACKFILL_CRON: z.string().optional(),
  QUEUE_DEPTH: wholeNumber(1, 1_000_000).default(1000),
  QUEUE_ATTEMPTS: wholeNumber(1, 100).default(4),
  QUEUE_BACKOFF_MS: wholeNumber(1, 3_600_000).default(2000),
  WORKER_CONCURRENCY: wholeNumber(1, 1000).default(16),
  WORKER_METRICS_PORT: wholeNumber(0, 65_535).optional(),
  WORKER_METRICS_HOST: z.string().default('127.0.0.1'),
  SHUTDOWN_TIMEOUT_MS: wholeNumber(100, 600_000).default(25_000),
  INFERENCE_THREADS: wholeNumber(1, 64).default(Math.max(1, Math.min(4, availableParallelism()))),
  INFERENCE_ENGINE: z.enum(engineNames).default('onnx'),
  PHOTO_MAX_PER_LISTING: wholeNumber(1, 50).default(4),
  PHOTO_ALLOW_HOSTS: list,
  PHOTO_TIMEOUT_MS: wholeNumber(100, 600_000).default(15_000),
  PHOTO_MAX_BYTES: wholeNumber(1024, 1_000_000_000).default(20_000_000),
  PHOTO_MAX_PIXELS: wholeNumber(1024, 1_000_000_000).default(100_000_000),
  PHOTO_MAX_REDIRECTS: wholeNumber(0, 20).default(3),
  CUSTOM_VISION_ENDPOINT: url(/^https?:$/).optional(),
  CUSTOM_VISION_TRAINING_KEY: z.string().optional(),
  CUSTOM_VISION_PREDICTION_ENDPOINT: url(/^https?:$/).optional(),
  CUSTOM_VISION_PREDICTION_KEY: z.string().optional(),
  CUSTOM_VISION_PREDICTION_RESOURCE_ID: z.string().optional(),
  CUSTOM_VISION_STORE: z.enum(['true', 'false']).default('false'),
  CUSTOM_VISION_CALLS_PER_SECOND: z.coerce.number().positive().max(10_000).optional(),
  CUSTOM_VISION_TRAINING_CALLS_PER_SECOND: z.coerce.number().positive().max(10_000).default(10),
  CUSTOM_VISION_PRICE: z.coerce.number().nonnegative().default(2),
  CUSTOM_VISION_MONTHLY_CAP: z.coerce.number().nonnegative().optional(),
  CUSTOM_VISION_RETRY_MS: wholeNumber(0, 3_600_000).default(60_000),
  SERVE_HOST: z.string().default('127.0.0.1'),
  SERVE_PORT: wholeNumber(0, 65_535).default(8080),
  SERVE_TIER: z.enum(tierNames).default('S0'),
  SERVE_BASE_URL: url(/^https?:$/).optional(),
  SERVE_RATE_PER_MINUTE: wholeNumber(1, 1_000_000).default(6000),
  REVIEW_BLIND_SHARE: z.coerce.number().min(0).max(1).default(0.05),
  REVIEW_WRITE_BACK: z.enum(['true', 'false']).default('false'),
  OTEL_EXPORTER_OTLP_ENDPOINT: url(/^https?:$/).optional(),
  OTEL_SERVICE_NAME: z.string().default('honeyburst'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  WEBHOOK_URL: url(/^https?:$/).optional(),
  WEBHOOK_SECRET: secret.optional(),
  HOOK_SECRETS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(secret)),
  HOOK_TOKEN: z
    .string()
    .regex(/^[\w.~-]{20,200}$/, 'must be 20 to 200 letters, digits, ., _, ~ and -')
    .optional(),
});

export interface Config {
  /** Absent: the embedded server under `home`. */
  databaseUrl: string | undefined;
  /** Of the server itself where `databaseUrl` is a pooler that hands connections from transaction to transaction: for
   * what needs a session. Absent: `databaseUrl` is no such pooler. */
  databaseDirectUrl: string | undefined;
  databasePoolSize: number;
  /** Absent: the queue lives in Postgres. Several with commas between them: nodes of a cluster. */
  redisUrl: string | undefined;
  /** Absolute folder of the embedded database, caches and models. */
  home: string;
  logLevel: string;
  queue: { name: string; depth: number; attempts: number; backoffMs: number };
  /** When workers run a backfill by themselves, as a cron pattern; absent: never. */
  backfillCron: string | undefined;
  worker: WorkerConfig;
  photo: PhotoLimits;
  customVision: CustomVisionConfig;
  serve: ServeConfig;
  review: ReviewConfig;
  /** Where traces go; absent: there are none. */
  tracing: TracingConfig | undefined;
  /** Who is told of decisions; absent: nobody. */
  webhook: WebhookConfig | undefined;
  hook: HookConfig;
}

/** Who may send to the event hook, besides keys of the role ingest. */
export interface HookConfig {
  /** Any of them may have signed, so that they can be changed one by one: as Standard Webhooks has them. */
  secrets: readonly string[];
  /** Shared with senders that do not sign; absent: those need a key. */
  token: string | undefined;
}

export interface WorkerConfig {
  concurrency: number;
  shutdownTimeoutMs: number;
  inferenceThreads: number;
  engine: EngineName;
  metricsHost: string;
  /** Absent: a worker listens nowhere; 0: any that is free. */
  metricsPort: number | undefined;
}

export interface TracingConfig {
  /** Of a collector that speaks OTLP over HTTP, without the path. */
  endpoint: string;
  serviceName: string;
  /** Share of traces that are kept, 0 to 1. */
  share: number;
}

export interface ServeConfig {
  host: string;
  /** 0: any that is free. */
  port: number;
  tier: TierName;
  /** How clients reach the server, without a slash at the end; absent: as each request says. */
  baseUrl: string | undefined;
  /** Requests that one key, or one address without a key, may make in a minute. */
  ratePerMinute: number;
}

export interface ReviewConfig {
  /** Share of suggestions that are first shown without what is suggested, 0 to 1. */
  blindShare: number;
  /** Whether a decision writes the finish's display name to the listing. */
  writeBack: boolean;
}

export interface WebhookConfig {
  url: string;
  /** `whsec_` and a key in base64, as Standard Webhooks has it. */
  secret: string;
}

/** The resource of Custom Vision, or of a server that speaks its protocol. Absent settings are named when they are needed. */
export interface CustomVisionConfig {
  /** For training, and for predictions where these have no address of their own. */
  endpoint: string | undefined;
  trainingKey: string | undefined;
  predictionEndpoint: string | undefined;
  predictionKey: string | undefined;
  /** Azure's id of the prediction resource that iterations are published to. */
  predictionResourceId: string | undefined;
  /** Whether the service is to keep the photos that it is asked about. */
  store: boolean;
  /** Of the resource, shared by all workers: 20 a second, or 10 where photos are stored, as tier S0 allows. */
  callsPerSecond: number;
  trainingCallsPerSecond: number;
  /** Of 1,000 predictions, in the currency of the bill. */
  price: number;
  /** Most that predictions may cost in a calendar month (UTC), in the same currency. */
  monthlyCap: number | undefined;
  /** How long a call is tried again while the service is away or busy. */
  retryMs: number;
}

export interface PhotoLimits {
  maxPerListing: number;
  /** Lower-case `host` or `host:port` that may resolve to a private address. */
  allowHosts: readonly string[];
  timeoutMs: number;
  maxBytes: number;
  maxPixels: number;
  maxRedirects: number;
}

/** Reads and checks the whole environment at once; throws a UsageError that lists every problem. */
export function parseConfig(environment: NodeJS.ProcessEnv): Readonly<Config> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new UsageError(`Wrong configuration in the environment:\n${problems.join('\n')}`, {
      code: 'wrong_configuration',
      stage: 'configuration',
    });
  }
  const e = parsed.data;
  if ((e.WEBHOOK_URL === undefined) !== (e.WEBHOOK_SECRET === undefined)) {
    throw new UsageError('WEBHOOK_URL and WEBHOOK_SECRET go together: set both or neither.', {
      code: 'wrong_configuration',
      stage: 'configuration',
    });
  }
  if (e.DATABASE_DIRECT_URL !== undefined && e.DATABASE_URL === undefined) {
    throw new UsageError('DATABASE_DIRECT_URL goes with DATABASE_URL, the address of the pooler.', {
      code: 'wrong_configuration',
      stage: 'configuration',
    });
  }
  return Object.freeze({
    databaseUrl: e.DATABASE_URL,
    databaseDirectUrl: e.DATABASE_DIRECT_URL,
    databasePoolSize: e.DATABASE_POOL_SIZE,
    redisUrl: e.REDIS_URL,
    home: resolve(e.HONEYBURST_HOME),
    logLevel: e.HONEYBURST_LOG_LEVEL,
    queue: {
      name: e.HONEYBURST_QUEUE,
      depth: e.QUEUE_DEPTH,
      attempts: e.QUEUE_ATTEMPTS,
      backoffMs: e.QUEUE_BACKOFF_MS,
    },
    backfillCron: e.BACKFILL_CRON,
    worker: {
      concurrency: e.WORKER_CONCURRENCY,
      shutdownTimeoutMs: e.SHUTDOWN_TIMEOUT_MS,
      inferenceThreads: e.INFERENCE_THREADS,
      engine: e.INFERENCE_ENGINE,
      metricsHost: e.WORKER_METRICS_HOST,
      metricsPort: e.WORKER_METRICS_PORT,
    },
    photo: {
      maxPerListing: e.PHOTO_MAX_PER_LISTING,
      allowHosts: e.PHOTO_ALLOW_HOSTS,
      timeoutMs: e.PHOTO_TIMEOUT_MS,
      maxBytes: e.PHOTO_MAX_BYTES,
      maxPixels: e.PHOTO_MAX_PIXELS,
      maxRedirects: e.PHOTO_MAX_REDIRECTS,
    },
    customVision: {
      endpoint: e.CUSTOM_VISION_ENDPOINT,
      trainingKey: e.CUSTOM_VISION_TRAINING_KEY,
      predictionEndpoint: e.CUSTOM_VISION_PREDICTION_ENDPOINT ?? e.CUSTOM_VISION_ENDPOINT,
      predictionKey: e.CUSTOM_VISION_PREDICTION_KEY,
      predictionResourceId: e.CUSTOM_VISION_PREDICTION_RESOURCE_ID,
      store: e.CUSTOM_VISION_STORE === 'true',
      callsPerSecond: e.CUSTOM_VISION_CALLS_PER_SECOND ?? (e.CUSTOM_VISION_STORE === 'true' ? 10 : 20),
      trainingCallsPerSecond: e.CUSTOM_VISION_TRAINING_CALLS_PER_SECOND,
      price: e.CUSTOM_VISION_PRICE,
      monthlyCap: e.CUSTOM_VISION_MONTHLY_CAP,
      retryMs: e.CUSTOM_VISION_RETRY_MS,
    },
    serve: {
      host: e.SERVE_HOST,
      port: e.SERVE_PORT,
      tier: e.SERVE_TIER,
      baseUrl: e.SERVE_BASE_URL?.replace(/\/+$/, ''),
      ratePerMinute: e.SERVE_RATE_PER_MINUTE,
    },
    tracing:
      e.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? undefined
        : {
            endpoint: e.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/+$/, ''),
            serviceName: e.OTEL_SERVICE_NAME,
            share: e.OTEL_TRACES_SAMPLER_ARG,
          },
    review: { blindShare: e.REVIEW_BLIND_SHARE, writeBack: e.REVIEW_WRITE_BACK === 'true' },
    webhook:
      e.WEBHOOK_URL === undefined || e.WEBHOOK_SECRET === undefined
        ? undefined
        : { url: e.WEBHOOK_URL, secret: e.WEBHOOK_SECRET },
    hook: { secrets: e.HOOK_SECRETS, token: e.HOOK_TOKEN },
  });
}
