import { setTimeout as sleep } from 'node:timers/promises';
import type { Queryable } from '../../database/pool.js';
import { HoneyburstError } from '../../errors.js';

/** When the next call to a resource may be made, by whichever process. */
export interface Pace {
  /** Resolves when it is the caller's turn for one call. Throws what `signal` was aborted with if that comes first. */
  reserve(signal: AbortSignal): Promise<void>;
  /** The reserved call turned out to cost nothing. */
  refund(): Promise<void>;
}

export interface PaceOptions {
  /** Address of the resource, without key; calls of the same name share one pace. */
  resource: string;
  callsPerSecond: number;
  /** Absent: calls cost nothing and are not counted. */
  cost?: { price: number; monthlyCap?: number | undefined } | undefined;
}

/**
 * Paces the calls of all processes that share the database: each takes the next free slot in one statement, so that
 * calls are spaced exactly, first come, first served. Counts the paid ones by calendar month (UTC); the call that would
 * pass the cap is refused before it is made: custom_vision_cap_reached. A process that dies leaves what it reserved counted.
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

/** Paid calls of the running month (UTC). */
export async function countMonth(db: Queryable, resource: string): Promise<number> {
  const { rows } = await db.query<{ calls: number }>(
    `SELECT calls FROM honeyburst.custom_vision_usage WHERE resource = $1 AND month = ${thisMonth}`,
    [resource],
  );
  return rows[0]?.calls ?? 0;
}

/** What a number of predictions costs at a price for 1,000. */
export function costOf(calls: number, price: number): number {
  return (calls * price) / 1000;
}

/** Most calls that cost no more than the cap; null where they cost nothing. */
function callsWithin(cap: number, price: number): number | null {
  // A hair more, so that 0.3 / 0.1 is three.
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

const thisMonth = `date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC')::date`;

// The clock is read once the row is locked: now() would be the time before the wait for it. A slot further ahead than any
// queue of calls reaches is of before the clock was set back.
const takeSlot = (from: string) => `
  INSERT INTO honeyburst.custom_vision_pace AS pace (resource, next_at)
  SELECT $1, clock_timestamp() + $2 * interval '1 millisecond' ${from}
  ON CONFLICT (resource) DO UPDATE
     SET next_at = greatest(clock_timestamp(), CASE WHEN pace.next_at < clock_timestamp() + interval '10 minutes' THEN pace.next_at END) + $2 * interval '1 millisecond'
  RETURNING 1000 * extract(epoch FROM next_at - clock_timestamp())::float8 - $2 AS "waitMs"`;

const reserveFree = takeSlot('');

const reservePaid = `
  WITH counted AS (
    INSERT INTO honeyburst.custom_vision_usage AS usage (resource, month, calls)
    SELECT $1, ${thisMonth}, 1 WHERE $3::bigint IS NULL OR $3 >= 1
    ON CONFLICT (resource, month) DO UPDATE
       SET calls = usage.calls + 1 WHERE $3 IS NULL OR usage.calls < $3
    RETURNING resource
  ), slot AS (${takeSlot('FROM counted')})
  SELECT "waitMs" FROM slot`;

const giveBack = `
  UPDATE honeyburst.custom_vision_usage SET calls = calls - 1
   WHERE resource = $1 AND month = ${thisMonth} AND calls > 0`;
