import { setTimeout as sleep } from 'node:timers/promises';
import type { Queryable } from '../../database/pool.js';
import { HoneyburstError } from '../../errors.js';
import { thisMonth } from './usage.js';

/** Decides when the next call to a resource may be made, for all processes together. */
export interface Pace {
  /** Resolves when the caller may make one call. If `signal` aborts first, throws its reason. */
  reserve(signal: AbortSignal): Promise<void>;
  /** Takes back a reserved call that turned out to cost nothing. */
  refund(): Promise<void>;
}

export interface PaceOptions {
  /** The address of the resource, without a key. Calls to the same address share one pace. */
  resource: string;
  callsPerSecond: number;
  /** Default: calls cost nothing and are not counted. */
  cost?: { price: number; monthlyCap?: number | undefined } | undefined;
}

/**
 * Paces the calls of all processes that share the database. Each call takes the next free slot in one statement, so
 * calls are evenly spaced and served in order. Paid calls are counted by calendar month (UTC). A call that would exceed
 * the monthly cap is refused before it is made, with custom_vision_cap_reached. If a process dies, its reserved calls
 * stay counted.
 */
export function createPace(db: Queryable, { resource, callsPerSecond, cost }: PaceOptions): Pace {
  const intervalMs = 1000 / callsPerSecond;
  const mostCalls = cost?.monthlyCap === undefined ? null : callsWithin(cost.monthlyCap, cost.price);
  return {
    async reserve(signal) {
      const { rows } = cost
        ? await db.query<{ waitMs: number }>(reservePaid, [resource, intervalMs, mostCalls])
        : await db.query<{ waitMs: number }>(reserveFree, [resource, intervalMs]);
      const slot = rows[0];
      if (!slot) throw capReached(resource, cost!.monthlyCap!);
      if (slot.waitMs <= 0) return;
      try {
        await sleep(Math.ceil(slot.waitMs), undefined, { signal });
      } catch (aborted) {
        await this.refund();
        throw aborted;
      }
    },
    async refund() {
      if (cost) await db.query(giveBack, [resource]);
    },
  };
}

/** The number of calls that the cap pays for; null if calls cost nothing. */
function callsWithin(cap: number, price: number): number | null {
  // Slightly more, so that 0.3 / 0.1 is three.
  return price === 0 ? null : Math.floor((cap / price) * 1000 * (1 + 1e-12));
}

function capReached(resource: string, cap: number): HoneyburstError {
  const message = `The predictions of this month (UTC) at ${resource} have reached CUSTOM_VISION_MONTHLY_CAP (${cap}): raise it, or wait for the next month.`;
  return new HoneyburstError(message, {
    code: 'custom_vision_cap_reached',
    stage: 'classify',
    halts: true,
  });
}

// clock_timestamp() is read after the row is locked; now() would be the time before waiting for the lock. A slot far in the
// future dates from before the clock was set back, so it is ignored.
const takeSlot = (from: string) => `
  INSERT INTO custom_vision_client.pace AS pace (resource, next_at)
  SELECT $1, clock_timestamp() + $2 * interval '1 millisecond' ${from}
  ON CONFLICT (resource) DO UPDATE
     SET next_at = greatest(clock_timestamp(), CASE WHEN pace.next_at < clock_timestamp() + interval '10 minutes' THEN pace.next_at END) + $2 * interval '1 millisecond'
  RETURNING 1000 * extract(epoch FROM next_at - clock_timestamp())::float8 - $2 AS "waitMs"`;

const reserveFree = takeSlot('');

const reservePaid = `
  WITH counted AS (
    INSERT INTO custom_vision_client.usage AS usage (resource, month, calls)
    SELECT $1, ${thisMonth}, 1 WHERE $3::bigint IS NULL OR $3 >= 1
    ON CONFLICT (resource, month) DO UPDATE
       SET calls = usage.calls + 1 WHERE $3 IS NULL OR usage.calls < $3
    RETURNING resource
  ), slot AS (${takeSlot('FROM counted')})
  SELECT "waitMs" FROM slot`;

const giveBack = `
  UPDATE custom_vision_client.usage SET calls = calls - 1
   WHERE resource = $1 AND month = ${thisMonth} AND calls > 0`;
