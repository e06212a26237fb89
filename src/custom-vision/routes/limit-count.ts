import { ServiceError } from '../server/service-error.js';

/** Throws BadRequestExceededBatchSize if a request names more things than the service takes. */
export function limitCount(what: string, given: readonly unknown[], most: number): void {
  if (given.length <= most) return;
  throw new ServiceError(400, 'BadRequestExceededBatchSize', `${given.length} ${what}: limited to ${most}`);
}
