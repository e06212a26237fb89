import { z } from 'zod';

/** A list as clients write it: `a,b`, `a%2Cb` (both decoded by now) or the parameter repeated. Empty where absent. */
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

/** `true` or `false` in any case, as .NET and Python write them. */
export const booleanParameter = z
  .string()
  .regex(/^(true|false)$/i)
  .transform((text) => text.toLowerCase() === 'true');
