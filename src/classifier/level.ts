import { z } from 'zod';

/** How far an answer goes: to a finish, only to a family, or to neither. */
export const levelSchema = z.enum(['finish', 'family', 'none']);
export type Level = z.infer<typeof levelSchema>;

/** The levels that name a label. */
export const labelLevelSchema = levelSchema.exclude(['none']);
