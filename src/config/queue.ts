import { z } from 'zod';
import { setting } from './setting.js';
import { urls, wholeNumber } from './value.js';

export const queue = z
  .object({
    redisUrl: setting(
      'REDIS_URL',
      urls(/^rediss?:$/).optional(),
      'Redis that holds the queue. Give the nodes of a Redis Cluster with commas between them.',
      'the queue lives in PostgreSQL',
    ),
    name: setting(
      'HONEYBURST_QUEUE',
      z
        .string()
        .regex(/^[a-z0-9-]{1,60}$/, 'must be 1 to 60 of a-z, 0-9 and -')
        .default('enrichment'),
      'Name of the queue.',
    ),
    depth: setting(
      'QUEUE_DEPTH',
      wholeNumber(1, 1_000_000).default(1000),
      'Most jobs that the queue holds at a time; the ledger in the database keeps the rest.',
    ),
    attempts: setting(
      'QUEUE_ATTEMPTS',
      wholeNumber(1, 100).default(4),
      'How often a listing is tried before it counts as failed.',
    ),
    backoffMs: setting(
      'QUEUE_BACKOFF_MS',
      wholeNumber(1, 3_600_000).default(2000),
      'Pause before the second try, in milliseconds. It doubles with each further try and is jittered.',
    ),
    backfillCron: setting(
      'BACKFILL_CRON',
      z.string().optional(),
      'Cron pattern by which the workers run a backfill themselves.',
      'never',
    ),
  })
  .describe('Queue');
