import { z } from 'zod';
import { ServiceError } from '../../vision-service/service-error.js';
import { listParameter } from './query.js';

/** As Postgres writes it, whatever the case it came in. */
export const guid = z.guid().toLowerCase();

/** Identifiers in a query, each once. */
export const guidList = listParameter.pipe(z.array(guid)).transform((ids) => [...new Set(ids)]);

/** Throws BadRequestExceededBatchSize where there are more than the service takes. */
export function limitCount(what: string, given: readonly unknown[], most: number): void {
  if (given.length <= most) return;
  throw new ServiceError(400, 'BadRequestExceededBatchSize', `${given.length} ${what}: limited to ${most}`);
}
