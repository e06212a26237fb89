import { type Pool, withTransaction } from '../database/pool.js';

/** That the photos of a listing show another finish than it states, as an audit of the whole catalogue found. */
export interface AuditFinding {
  enrichmentId: number;
  /** 1 is the likeliest error. */
  rank: number;
  /** What the photos show. */
  family: string;
  /** Null where the family already differs. */
  finish: string | null;
  /** Probability of what is stated less that of the best other label, -1 to 1. */
  margin: number;
}

/**
 * Keeps an audit on the ledger, in place of the model's former one: its listings are `contradicts_photo` in
 * honeyburst.finding as long as they stay as they are and no other model has looked at them since. Returns how many
 * were not before.
 */
export async function storeAudit(
  pool: Pool,
  model: string,
  findings: readonly AuditFinding[],
): Promise<number> {
  return withTransaction(pool, async (client) => {
    // Two audits at once wait for each other; work that refers to the model does not.
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
