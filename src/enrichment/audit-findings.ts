import { type Pool, withTransaction } from '../database/pool.js';

/** A listing whose photos show another finish than its seller states, as an audit of the whole catalogue found. */
export interface AuditFinding {
  enrichmentId: number;
  /** 1 is the most likely error. */
  rank: number;
  /** What the photos show. */
  family: string;
  /** Null if the family already differs. */
  finish: string | null;
  /** Probability of the stated label minus that of the best other label, -1 to 1. */
  margin: number;
}

/**
 * Stores an audit on the ledger and replaces the model's previous one. honeyburst.finding gives its listings the reason
 * `contradicts_photo` until they change or another model looks at them. Returns how many listings are new there.
 */
export async function storeAudit(
  pool: Pool,
  model: string,
  findings: readonly AuditFinding[],
): Promise<number> {
  return withTransaction(pool, async (client) => {
    // Makes two simultaneous audits wait for each other, but not the work that refers to the model.
    await client.query('SELECT FROM honeyburst.model WHERE name = $1 FOR NO KEY UPDATE', [model]);
    const countFound = async () => {
      const { rows } = await client.query<{ found: number }>(
        `SELECT count(*) AS found FROM honeyburst.enrichment e JOIN honeyburst.finding f USING (listing_id)
          WHERE e.id = ANY ($1) AND f.reason = 'contradicts_photo'`,
        [findings.map(({ enrichmentId }) => enrichmentId)],
      );
      return rows[0]?.found ?? 0;
    };
    const before = await countFound();
    await client.query(
      `UPDATE honeyburst.enrichment
          SET audit_rank = NULL, audit_family = NULL, audit_finish = NULL, audit_margin = NULL
        WHERE model = $1 AND audit_rank IS NOT NULL`,
      [model],
    );
    await client.query(
      `UPDATE honeyburst.enrichment e
          SET audit_rank = a.rank, audit_family = a.family, audit_finish = a.finish, audit_margin = a.margin
         FROM jsonb_to_recordset($1) AS a("enrichmentId" bigint, rank integer, family text, finish text, margin real)
        WHERE e.id = a."enrichmentId"`,
      [JSON.stringify(findings)],
    );
    return (await countFound()) - before;
  });
}
