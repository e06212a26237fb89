import { z } from 'zod';
import type { Queryable } from '../database/pool.js';
import { enrichmentReasonSchema } from './reason.js';

export const enrichmentStateSchema = z.enum(['pending', 'dispatched', 'done', 'skipped', 'failed']);
export type EnrichmentState = z.infer<typeof enrichmentStateSchema>;

/** A row of the ledger as operators see it. */
export const ledgerEntrySchema = z.strictObject({
  id: z.int(),
  externalId: z.string().describe('Of the listing'),
  model: z.string(),
  state: enrichmentStateSchema,
  reasons: z.array(enrichmentReasonSchema),
  priority: z.int(),
  attempts: z.int(),
  stage: z.string().nullable().describe('Of the last failure, as are errorCode and errorMessage'),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
});
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

export interface LedgerPageRequest {
  state?: EnrichmentState | undefined;
  /** Of the last failure, or why the row was skipped. */
  code?: string | undefined;
  /** The last id of the page before. */
  after?: number | undefined;
  limit: number;
}

/** A page of the ledger in the order of its ids, plus one more row if there is another page. */
export async function listEnrichments(db: Queryable, request: LedgerPageRequest): Promise<LedgerEntry[]> {
  const { state, code, after = 0, limit } = request;
  const parameters: unknown[] = [after];
  const conditions = ['e.id > $1'];
  if (state !== undefined) conditions.push(`e.state = $${parameters.push(state)}`);
  // Skipped rows always have a code, and the index goes by it.
  if (state === 'skipped') conditions.push('e.error_code IS NOT NULL');
  if (code !== undefined) conditions.push(`e.error_code = $${parameters.push(code)}`);
  const { rows } = await db.query<LedgerEntry>(
    `SELECT e.id, l.external_id AS "externalId", e.model, e.state, e.reasons, e.priority, e.attempts, e.stage,
            e.error_code AS "errorCode", e.error_message AS "errorMessage", e.created_at AS "createdAt",
            e.started_at AS "startedAt", e.finished_at AS "finishedAt"
       FROM honeyburst.enrichment e JOIN honeyburst.listing l ON l.id = e.listing_id
      WHERE ${conditions.join(' AND ')} ORDER BY e.id LIMIT $${parameters.push(limit + 1)}`,
    parameters,
  );
  return rows;
}
