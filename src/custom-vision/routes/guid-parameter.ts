import { z } from 'zod';
import { listParameter } from './query-parameter.js';

/** An identifier in any case, as Postgres writes it. */
export const guid = z.guid().toLowerCase();

/** The identifiers in a query, without repetitions. */
export const guidList = listParameter.pipe(z.array(guid)).transform((ids) => [...new Set(ids)]);
