import { z } from 'zod';
import { apiRoles } from './api-token.js';

/** Who is signed in. */
export const sessionSchema = z
  .strictObject({ name: z.string(), role: z.enum(apiRoles) })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof sessionSchema>;
