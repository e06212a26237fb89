import { z } from 'zod';

/** The parameters of a query without the empty ones, which the service treats as absent: `description=`. */
export function withoutEmpty(query: object): object {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}

/** A list, which clients write as `a,b` or `a%2Cb` or by repeating the parameter. Empty if the parameter is absent. */
export const listParameter = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((given) =>
    [given]
      .flat()
      .flatMap((part) => part.split(','))
      .map((part) => part.trim())
      .filter(Boolean),
  );

/** `true` or `false` in any case, since .NET and Python write `True`. */
export const booleanParameter = z
  .string()
  .regex(/^(true|false)$/i)
  .transform((text) => text.toLowerCase() === 'true');
