import type { Pool } from '../../src/database/pool.js';

interface Work {
  model?: string;
  state?: string;
  /** Whether it answers for a state that the listing is no longer in. */
  former?: boolean;
  days?: number;
  /** Of its suggestion; absent: it has none. */
  status?: string;
}

/** A row of the ledger with one prediction, and maybe a suggestion; returns its id. */
export async function work(pool: Pool, listing: number, given: Work = {}): Promise<number> {
  const { model = 'colour', state = 'done', former = false, days = 200, status } = given;
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO honeyburst.enrichment (listing_id, content_hash, model, reasons, state, level, family, finish, confidence, finished_at)
     SELECT id, CASE WHEN $4 THEN md5(random()::text)::uuid ELSE content_hash END, $2, '{missing}', $3, 'finish', 'red', 'fiesta-red', 0.9,
            CASE WHEN $3 IN ('done', 'skipped', 'failed') THEN now() - $5 * interval '1 day' END
       FROM honeyburst.listing WHERE id = $1 RETURNING id`,
    [listing, model, state, former, days],
  );
  const { id } = rows[0]!;
  await pool.query(
    `INSERT INTO honeyburst.prediction (enrichment_id, listing_id, model, position, url, sha256, family, confidence, body_share,
                                        family_probabilities, finish_probabilities, created_at)
     VALUES ($1, $2, $3, 0, 'http://photos.test/1.jpg', decode(md5(random()::text), 'hex'), 'red', 0.9, 1, '{}', '{}', now() - $4 * interval '1 day')`,
    [id, listing, model, days],
  );
  if (status !== undefined) {
    await pool.query(
      `INSERT INTO honeyburst.suggestion (listing_id, enrichment_id, model, level, family, finish, confidence, status, reasons, evidence)
       VALUES ($1, $2, $3, 'finish', 'red', 'fiesta-red', 0.9, $4, '{missing}', '{"photos": []}')`,
      [listing, id, model, status],
    );
  }
  return id;
}

/** What a table holds, by one of its columns. */
export async function ids(
  pool: Pool,
  table: 'listing' | 'enrichment' | 'prediction',
  column = 'id',
): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>(
    `SELECT ${column} AS id FROM honeyburst.${table} ORDER BY 1`,
  );
  return rows.map(({ id }) => id);
}
