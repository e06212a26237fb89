import type { Queryable } from '../../database/pool.js';

/** The running calendar month (UTC), in SQL. */
export const thisMonth = `date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC')::date`;

/** Paid predictions of the running month (UTC) at each resource. */
export async function readMonthlyUsage(db: Queryable): Promise<{ resource: string; calls: number }[]> {
  const { rows } = await db.query<{ resource: string; calls: number }>(
    `SELECT resource, calls FROM custom_vision_client.usage WHERE month = ${thisMonth}`,
  );
  return rows;
}

/** Paid predictions of the running month (UTC) at one resource. */
export async function countMonth(db: Queryable, resource: string): Promise<number> {
  const usage = await readMonthlyUsage(db);
  return usage.find((used) => used.resource === resource)?.calls ?? 0;
}

/** The cost of a number of predictions, at a price for 1,000. */
export function costOf(calls: number, price: number): number {
  return (calls * price) / 1000;
}
