import { z } from 'zod';
import { ServiceError } from '../server/service-error.js';
import { oneOf } from './one-of.js';
import { parse } from './parse-request.js';

/** The most photos that one answer holds. */
export const mostTaken = 256;

const pageSchema = z.object({
  orderBy: oneOf(['Newest', 'Oldest']).default('Newest'),
  take: z.coerce.number().int().min(0).default(50),
  skip: z.coerce.number().int().min(0).default(0),
});

/** The part of a list of photos that a query asks for. Throws BadRequestImageExceededCount. */
export function parsePage(query: unknown): z.output<typeof pageSchema> {
  const page = parse(pageSchema, query);
  if (page.take > mostTaken) {
    throw new ServiceError(400, 'BadRequestImageExceededCount', `take is limited to ${mostTaken}`);
  }
  return page;
}
