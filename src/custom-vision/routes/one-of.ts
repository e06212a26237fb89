import { z } from 'zod';

/** One of the names in any case, as the service takes them. */
export function oneOf<T extends string>(names: readonly T[]) {
  return z.string().transform((given, context): T => {
    const name = names.find((known) => known.toLowerCase() === given.toLowerCase());
    if (name === undefined) {
      context.addIssue({ code: 'custom', message: `must be one of ${names.join(', ')}` });
      return z.NEVER;
    }
    return name;
  });
}
