import type { z } from 'zod';
import { ServiceError } from '../server/service-error.js';
import { withSchemaNames } from './member-names.js';

/**
 * Parses what a client sent; members may have their names in any case. Throws a ServiceError 400 if it does not match
 * `schema`; `codes` is the error's code, or the code for each member by name.
 */
export function parse<T extends z.ZodType>(
  schema: T,
  given: unknown,
  codes: string | Readonly<Record<string, string>> = {},
): z.output<T> {
  const parsed = schema.safeParse(withSchemaNames(schema, given ?? {}));
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  const member = first?.path.findLast((part) => typeof part === 'string');
  const code = typeof codes === 'string' ? codes : codes[member ?? ''];
  const problems = parsed.error.issues.map(({ path, message }) =>
    [path.join('.'), message].filter(Boolean).join(': '),
  );
  throw new ServiceError(400, code ?? 'BadRequestInvalid', problems.join('; '));
}
