import type { z } from 'zod';
import { ServiceError } from '../server/service-error.js';

/**
 * What a client sent, as `schema` wants it; else a ServiceError 400. Its code says what is wrong with the whole, or
 * with each member by its name.
 */
export function parse<T extends z.ZodType>(
  schema: T,
  given: unknown,
  codes: string | Readonly<Record<string, string>> = {},
): z.output<T> {
  const parsed = schema.safeParse(given ?? {});
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  const code = typeof codes === 'string' ? codes : codes[String(first?.path[0])];
  const problems = parsed.error.issues.map(({ path, message }) =>
    [path.join('.'), message].filter(Boolean).join(': '),
  );
  throw new ServiceError(400, code ?? 'BadRequestInvalid', problems.join('; '));
}
