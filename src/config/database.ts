import { z } from 'zod';
import { setting } from './setting.js';
import { url, wholeNumber } from './value.js';

const postgresUrl = url(/^postgres(ql)?:$/).optional();

export const database = z
  .object({
    url: setting(
      'DATABASE_URL',
      postgresUrl,
      'PostgreSQL database. Without it the program runs its own server under `HONEYBURST_HOME`.',
      'embedded PostgreSQL',
    ),
    directUrl: setting(
      'DATABASE_DIRECT_URL',
      postgresUrl,
      'PostgreSQL server itself, for the few calls that need a session. Set it if `DATABASE_URL` leads to a pooler in transaction mode.',
      'same as `DATABASE_URL`',
    ),
    poolSize: setting(
      'DATABASE_POOL_SIZE',
      wholeNumber(2, 200).default(10),
      'Most database connections that one process opens.',
    ),
  })
  .refine(({ url, directUrl }) => directUrl === undefined || url !== undefined, {
    path: ['directUrl'],
    message: 'needs DATABASE_URL, the address of the pooler',
    when: () => true,
  })
  .describe('Database');
