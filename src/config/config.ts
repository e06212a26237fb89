import { resolve } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../errors.js';
import { customVision } from './custom-vision.js';
import { database } from './database.js';
import { hook } from './hook.js';
import { photo } from './photo.js';
import { queue } from './queue.js';
import { review } from './review.js';
import { serve } from './serve.js';
import { describeSetting, fieldsOf, setting } from './setting.js';
import { tracing } from './tracing.js';
import { webhook } from './webhook.js';
import { worker } from './worker.js';

/** Every setting of the program, in rooms. */
export const configSchema = z
  .object({
    home: setting(
      'HONEYBURST_HOME',
      z
        .string()
        .default('.honeyburst')
        .transform((folder) => resolve(folder)),
      'Folder of the embedded database, models and caches.',
    ),
    logLevel: setting(
      'HONEYBURST_LOG_LEVEL',
      z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
      'Least severe log lines that are written: `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.',
    ),
    database,
    queue,
    worker,
    photo,
    customVision,
    serve,
    review,
    hook,
    webhook,
    tracing,
  })
  .readonly();

export type Config = z.output<typeof configSchema>;

/** Reads and checks the whole environment at once; an empty value counts as absent. Throws a UsageError that lists every problem. */
export function parseConfig(environment: NodeJS.ProcessEnv): Config {
  const parsed = configSchema.safeParse(readRoom(configSchema, environment));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `  ${variableAt(path)}: ${message}`);
  throw new UsageError(`Wrong configuration in the environment:\n${problems.join('\n')}`, {
    code: 'wrong_configuration',
    stage: 'configuration',
  });
}

/** The texts of a room's variables, laid out as its schema. */
function readRoom(room: z.ZodType, environment: NodeJS.ProcessEnv): Record<string, unknown> {
  const values = Object.entries(fieldsOf(room)).map(([name, field]) => {
    const variable = describeSetting(field)?.variable;
    return [name, variable === undefined ? readRoom(field, environment) : environment[variable] || undefined];
  });
  return Object.fromEntries(values);
}

/** The variable that a problem is about, and the number of its part if it holds a list. */
function variableAt(path: readonly PropertyKey[]): string {
  let schema: z.ZodType = configSchema;
  for (const [depth, name] of path.entries()) {
    schema = fieldsOf(schema)[String(name)]!;
    const variable = describeSetting(schema)?.variable;
    if (variable !== undefined) return [variable, ...path.slice(depth + 1)].join('.');
  }
  return path.join('.');
}
