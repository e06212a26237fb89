import { type Pool, type Queryable, withTransaction } from '../database/pool.js';
import { retryConflicts } from '../database/retry-conflicts.js';
import type { Listing, ListingState } from '../listing/listing.js';
import { writeListings, writeState } from '../listing/store.js';
import type { Taxonomy } from '../taxonomy/taxonomy.js';
import { enqueueFresh } from './admit.js';

/** What a sender's signature holds for. */
export interface SignedMessage {
  /** The same for each attempt to deliver it. */
  id: string;
  /** When this attempt was signed. */
  signedAt: Date;
  /** SHA-256 of the body. */
  sha256: Buffer;
}

export interface FreshListings {
  /** Each external_id once. */
  listings: readonly Listing[];
  /** Listings of which only the state is told, by external_id. */
  states: ReadonlyMap<string, ListingState>;
  /** Trace that the work on them is to join. */
  traceParent?: string | undefined;
}

export type Received =
  | { outcome: 'taken'; enqueued: number; changed: number }
  /** The sender tries again what was taken before: it had no effect. */
  | { outcome: 'repeated' }
  /** Somebody sends what was taken before, or another message under its id: it had no effect. */
  | { outcome: 'replayed' };

/** Stores fresh listings and puts them on the ledger, all in one transaction, a signed message no more than once. */
export async function receiveListings(
  pool: Pool,
  taxonomy: Taxonomy,
  { listings, states, traceParent }: FreshListings,
  message?: SignedMessage,
): Promise<Received> {
  return retryConflicts(() =>
    withTransaction(pool, async (client) => {
      const seen = message && (await rememberMessage(client, message));
      if (seen !== undefined && seen !== 'new') return { outcome: seen };
      let changed = (await writeListings(client, taxonomy, listings)).length;
      for (const state of new Set(states.values())) {
        const ids = [...states.keys()].filter((id) => states.get(id) === state);
        changed += await writeState(client, state, ids);
      }
      const { rows } = await client.query<{ id: number }>(
        'SELECT id FROM honeyburst.listing WHERE external_id = ANY ($1)',
        [[...listings.map(({ externalId }) => externalId), ...states.keys()]],
      );
      const { added } = await enqueueFresh(
        client,
        rows.map(({ id }) => id),
        traceParent,
      );
      return { outcome: 'taken', enqueued: added, changed };
    }),
  );
}

/** A second message of the same id waits here until the transaction of the first has ended. */
async function rememberMessage(
  client: Queryable,
  { id, sha256, signedAt }: SignedMessage,
): Promise<'new' | 'repeated' | 'replayed'> {
  const { rows } = await client.query<{ inserted: boolean }>(remember, [id, sha256, signedAt]);
  if (!rows[0]) return 'replayed';
  return rows[0].inserted ? 'new' : 'repeated';
}

// A signature is accepted for five minutes from its time, as the clock of the HTTP server has it: twice as long is kept.
const remember = `
  WITH forgotten AS (
    DELETE FROM honeyburst.hook_message
     WHERE id IN (SELECT id FROM honeyburst.hook_message
                   WHERE signed_at < now() - interval '10 minutes' AND id <> $1
                   ORDER BY signed_at LIMIT 10 FOR UPDATE SKIP LOCKED)
  )
  INSERT INTO honeyburst.hook_message AS m (id, sha256, signed_at) VALUES ($1, $2, $3)
  ON CONFLICT (id) DO UPDATE SET signed_at = excluded.signed_at
   WHERE m.sha256 = excluded.sha256 AND m.signed_at < excluded.signed_at
  RETURNING xmax = 0 AS inserted`;
