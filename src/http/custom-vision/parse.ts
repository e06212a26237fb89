import type { z } from 'zod';
import { ServiceError } from '../../vision-service/service-error.js';

/** What a client sent, as `schema` wants it; else a ServiceError 400 with `code` that names what is wrong with it. */
export function parse<T extends z.ZodType>(
  schema: T,
  given: unknown,
  code = 'BadRequestInvalid',
): z.output<T> {
  const parsed = schema.safeParse(given ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    [path.join('.'), message].filter(Boolean).join(': '),
  );
  throw new ServiceError(400, code, problems.join('; '));
}
