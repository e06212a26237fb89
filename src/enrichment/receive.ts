import { type Pool, type Queryable, withTransaction } from '../database/pool.js';
import { retryConflicts } from '../database/retry-conflicts.js';
import type { Listing, ListingState } from '../listing/listing.js';
import { writeListings, writeState } from '../listing/store.js';
import type { Taxonomy } from '../taxonomy/taxonomy.js';
import { enqueueFresh } from './admit.js';

/** The message that a sender has signed. */
export interface SignedMessage {
  /** The same for each attempt to deliver the message. */
  id: string;
  /** When this attempt was signed. */
  signedAt: Date;
  /** SHA-256 of the body. */
  sha256: Buffer;
}

export interface FreshListings {
  /** Each external id occurs once. */
  listings: readonly Listing[];
  /** Listings of which only the state is known, by external id. */
  states: ReadonlyMap<string, ListingState>;
  /** The trace that the work on them joins. */
  traceParent?: string | undefined;
}

export type Received =
  | { outcome: 'taken'; enqueued: number; changed: number }
  /** The sender repeated a message that was taken before. Nothing changed. */
  | { outcome: 'repeated' }
  /** Somebody sent an old message again, or another message with its id. Nothing changed. */
  | { outcome: 'replayed' };

/** Stores fresh listings and puts them on the ledger, all in one transaction. A signed message takes effect only once. */
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

/** A second message with the same id waits here until the transaction of the first one ends. */
async function rememberMessage(
  client: Queryable,
  { id, sha256, signedAt }: SignedMessage,
): Promise<'new' | 'repeated' | 'replayed'> {
  const { rows } = await client.query<{ inserted: boolean }>(remember, [id, sha256, signedAt]);
  if (!rows[0]) return 'replayed';
  return rows[0].inserted ? 'new' : 'repeated';
}

// The HTTP server accepts a signature for five minutes by its own clock, so messages are kept for twice as long.
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
