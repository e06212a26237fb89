import { z } from 'zod';
import type { FinishMatch } from '../taxonomy/taxonomy.js';

/** How the finish that a seller states relates to the taxonomy. */
export const finishMatchSchema = z.enum([
  'missing',
  'vague',
  'unrecognised',
  'exact',
  'alias',
  'fuzzy',
] satisfies FinishMatch['kind'][]);
