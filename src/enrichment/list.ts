import type { Queryable } from '../database/pool.js';

export const enrichmentStates = ['pending', 'dispatched', 'done', 'skipped', 'failed'] as const;
export type EnrichmentState = (typeof enrichmentStates)[number];

/** A row of the ledger as those see it who keep the work going. */
export interface LedgerEntry {
  id: number;
  externalId: string;
  model: string;
  state: EnrichmentState;
  reasons: string[];
  priority: number;
  attempts: number;
  /** Of the last failure. */
  stage: string | null;
  errorCode: string | null;
  errorMessage: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

export interface LedgerPageRequest {
  state?: EnrichmentState | undefined;
  /** Of the last failure, or the reason why it was skipped. */
  code?: string | undefined;
  /** The last id of the page before. */
  after?: number | undefined;
  limit: number;
}

/** A page of the ledger in the order of its ids, and one more row where there is another page. */
export async function listEnrichments(db: Queryable, request: LedgerPageRequest): Promise<LedgerEntry[]> {
  const { state, code, after = 0, limit } = request;
  const parameters: unknown[] = [after];
  const conditions = ['e.id > $1'];
  if (state !== undefined) conditions.push(`e.state = $${parameters.push(state)}`);
  // They always have a code, and are found by it.
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
