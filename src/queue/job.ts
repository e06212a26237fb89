import { z } from 'zod';
import type { Dispatch } from '../enrichment/dispatch-queue.js';

/** What the queue carries: only the identifier of a row of the ledger. */
export const enrichmentJobSchema = z.object({ enrichmentId: z.int().positive() });
export type EnrichmentJob = z.infer<typeof enrichmentJobSchema>;

/** BullMQ ignores a known id: the same dispatch is never queued twice, the next one is. Ids may not hold ':'. */
export function toJobId({ enrichmentId, dispatches }: Pick<Dispatch, 'enrichmentId' | 'dispatches'>): string {
  return `${enrichmentId}-${dispatches}`;
}
