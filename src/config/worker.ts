import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { setting } from './setting.js';
import { wholeNumber } from './value.js';

/** What computes a model: ONNX Runtime or TensorFlow.js. */
export const engineNames = ['onnx', 'tensorflow'] as const;
export type EngineName = (typeof engineNames)[number];

export const worker = z
  .object({
    concurrency: setting(
      'WORKER_CONCURRENCY',
      wholeNumber(1, 1000).default(16),
      'Listings that a worker processes at the same time.',
    ),
    shutdownTimeoutMs: setting(
      'SHUTDOWN_TIMEOUT_MS',
      wholeNumber(100, 600_000).default(25_000),
      'Time that a worker has after SIGTERM to finish the listings it has begun, and `serve` to finish its requests, in milliseconds.',
    ),
    inferenceThreads: setting(
      'INFERENCE_THREADS',
      wholeNumber(1, 64).default(() => Math.min(4, availableParallelism())),
      'Threads that run the model.',
      'number of cores, at most 4',
    ),
    engine: setting(
      'INFERENCE_ENGINE',
      z.enum(engineNames).default('onnx'),
      'What runs a local model: `onnx` (ONNX Runtime) or `tensorflow` (TensorFlow.js, which is slower: for comparison, and for machines on which ONNX Runtime does not run).',
    ),
    metricsHost: setting(
      'WORKER_METRICS_HOST',
      z.string().default('127.0.0.1'),
      'Address on which a worker serves metrics.',
    ),
    metricsPort: setting(
      'WORKER_METRICS_PORT',
      wholeNumber(0, 65_535).optional(),
      'Port on which a worker serves `/metrics` and `/healthz`; 0 takes any free one.',
      'a worker serves nothing',
    ),
  })
  .describe('Worker');
