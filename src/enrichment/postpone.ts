import type { Queryable } from '../database/pool.js';
import type { HoneyburstError } from '../errors.js';
import type { PhotoError } from './photo-error.js';

/**
 * How often a listing is put off because its photo host is down. The pauses of a host double up to a quarter of an hour, so
 * this is about an hour and a half.
 */
const mostPostponements = 12;

/**
 * Makes a claimed row pending again from a later time on, takes its attempt back, and keeps the reason. Returns false for a
 * row whose host has been down too often, which should fail now, and for one that was closed.
 */
export async function postponeEnrichment(
  db: Queryable,
  { id, error, photoErrors }: { id: number; error: HoneyburstError; photoErrors: readonly PhotoError[] },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE honeyburst.enrichment
        SET state = 'pending', attempts = greatest(attempts - 1, 0), running = false,
            not_before = now() + $2 * interval '1 millisecond', postponements = postponements + $3,
            stage = $4, error_code = $5, error_message = $6, photo_errors = $7
      WHERE id = $1 AND state IN ('pending', 'dispatched') AND ($3 = 0 OR postponements < $8)`,
    [
      id,
      error.retryAfterMs ?? 0,
      error.code === 'photo_host_down' ? 1 : 0,
      error.stage,
      error.code,
      error.message.replaceAll('\0', ''),
      JSON.stringify(photoErrors),
      mostPostponements,
    ],
  );
  return rowCount === 1;
}

/** Lets postponed rows be dispatched, at most `limit`: those whose time has come, or `all`. Returns how many. */
export async function wakePostponed(
  db: Queryable,
  { all = false, limit = 1000 }: { all?: boolean; limit?: number } = {},
): Promise<number> {
  const { rowCount } = await db.query(
    `UPDATE honeyburst.enrichment
        SET not_before = NULL
      WHERE id IN (SELECT id FROM honeyburst.enrichment
                    WHERE state = 'pending' AND not_before IS NOT NULL AND ($1 OR not_before <= now())
                    ORDER BY not_before LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    [all, limit],
  );
  return rowCount ?? 0;
}

/**
 * A row that waits for its turn at a host that works. Rows that wait for a host that is down are left out: they may wait
 * long.
 */
export const waitingRow = `
  SELECT id FROM honeyburst.enrichment
   WHERE state = 'pending' AND not_before IS NOT NULL AND error_code IS DISTINCT FROM 'photo_host_down'
   ORDER BY not_before LIMIT 1`;

/** A postponed row whose time has come. */
export const dueRow = `
  SELECT id FROM honeyburst.enrichment WHERE state = 'pending' AND not_before <= now() ORDER BY not_before LIMIT 1`;
