import { z } from 'zod';

/** A schema for one of these names. Like the service, it takes names in any case. */
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
