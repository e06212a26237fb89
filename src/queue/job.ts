import { z } from 'zod';
import type { Dispatch } from '../enrichment/dispatch-queue.js';

/** The content of a job: only the id of a row of the ledger. */
export const enrichmentJobSchema = z.object({ enrichmentId: z.int().positive() });
export type EnrichmentJob = z.infer<typeof enrichmentJobSchema>;

/** BullMQ ignores a known id, so one dispatch is never queued twice, but the next dispatch is. Ids may not contain ':'. */
export function toJobId({ enrichmentId, dispatches }: Pick<Dispatch, 'enrichmentId' | 'dispatches'>): string {
  return `${enrichmentId}-${dispatches}`;
}
