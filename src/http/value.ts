import { z } from 'zod';

/** Text that Postgres can hold. */
export const text = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .regex(/^[^\0]*$/, 'must not contain NUL characters');

/** The id of a row. */
export const id = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/** The size of a page. */
export const limit = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual);

export const share = z.coerce.number().min(0).max(1);
