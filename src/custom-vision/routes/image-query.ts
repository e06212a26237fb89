import { z } from 'zod';
import { ServiceError } from '../server/service-error.js';
import { oneOf } from './one-of.js';
import { parse } from './parse.js';
import { listParameter } from './query.js';

/** As Postgres writes it, whatever the case it came in. */
export const guid = z.guid().toLowerCase();

/** Identifiers in a query, each once. */
export const guidList = listParameter.pipe(z.array(guid)).transform((ids) => [...new Set(ids)]);

/** Photos that one answer holds at most. */
export const mostTaken = 256;

const pageSchema = z.object({
  orderBy: oneOf(['Newest', 'Oldest']).default('Newest'),
  take: z.coerce.number().int().min(0).default(50),
  skip: z.coerce.number().int().min(0).default(0),
});

/** Which part of a list of photos is asked for. Throws BadRequestImageExceededCount. */
export function parsePage(query: unknown): z.output<typeof pageSchema> {
  const page = parse(pageSchema, query);
  if (page.take > mostTaken) {
    throw new ServiceError(400, 'BadRequestImageExceededCount', `take is limited to ${mostTaken}`);
  }
  return page;
}

/** Throws BadRequestExceededBatchSize where there are more than the service takes. */
export function limitCount(what: string, given: readonly unknown[], most: number): void {
  if (given.length <= most) return;
  throw new ServiceError(400, 'BadRequestExceededBatchSize', `${given.length} ${what}: limited to ${most}`);
}
