import type { Queryable } from '../database/pool.js';
import type { HoneyburstError } from '../errors.js';
import type { PhotoError } from './photo-error.js';

/** Records a failure on the ledger; a `final` one closes the row. Returns false for a row that was closed already. */
export async function recordFailure(
  db: Queryable,
  failure: { id: number; error: HoneyburstError; photoErrors: readonly PhotoError[]; final: boolean },
): Promise<boolean> {
  const { id, error, photoErrors, final } = failure;
  const { rowCount } = await db.query(
    `UPDATE honeyburst.enrichment
        SET running = false, stage = $2, error_code = $3, error_message = $4, photo_errors = $5,
            state = CASE WHEN $6 THEN 'failed' ELSE state END, finished_at = CASE WHEN $6 THEN now() END
      WHERE id = $1 AND state IN ('pending', 'dispatched')`,
    [id, error.stage, error.code, error.message.replaceAll('\0', ''), JSON.stringify(photoErrors), final],
  );
  return rowCount === 1;
}
