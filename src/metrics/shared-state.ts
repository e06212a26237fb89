import { Gauge, type Registry } from 'prom-client';
import { costOf, readMonthlyUsage } from '../custom-vision/client/usage.js';
import type { Pool } from '../database/pool.js';
import type { Log } from '../log.js';
import { createSharedRead } from '../shared-read.js';
import { readLedgerState } from './read-state.js';

export interface SharedStateDependencies {
  pool: Pool;
  /** Numbers of jobs on the queue, by state. */
  countJobs: () => Promise<Record<string, number>>;
  /** The price of 1,000 predictions, and the most that a month may cost. */
  customVision: { price: number; monthlyCap?: number | undefined };
  log: Log;
  /** How long a result is reused, because many scrapes may come at the same time. */
  keptMs?: number;
}

type Values = [labels: Record<string, string>, value: number][];

/**
 * Adds the state that all processes share: the ledger, the queue, waiting suggestions, and the cost of the month. It is
 * read when it is scraped. Only one process should report it. If a source fails, its series are left out, so that no old
 * value looks like a new one.
 */
export function addSharedState(registry: Registry, dependencies: SharedStateDependencies): void {
  const { pool, countJobs, customVision, log, keptMs = 5000 } = dependencies;

  const reads: Record<string, () => Promise<unknown>> = {};
  const source = <T>(name: string, read: () => Promise<T>) => {
    const kept = createSharedRead(
      () =>
        read().catch((error: Error) => {
          log.warn({ source: name, error: error.message }, 'the shared state could not be read for metrics');
          return undefined;
        }),
      keptMs,
    );
    reads[name] = kept;
    return kept;
  };
  const ledger = source('ledger', () => readLedgerState(pool));
  const jobs = source('queue', countJobs);
  const usage = source('custom_vision', () => readMonthlyUsage(pool));

  const add = (name: string, help: string, labelNames: string[], read: () => Promise<Values | undefined>) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const values = await read();
        this.reset();
        for (const [labels, value] of values ?? []) this.set(labels, value);
      },
    });

  add(
    'honeyburst_ledger_rows',
    'Open rows of the ledger by state, and by lane: fresh listings overtake the backfill',
    ['state', 'lane'],
    async () => (await ledger())?.open.map(({ state, lane, rows }) => [{ state, lane }, rows]),
  );
  add(
    'honeyburst_ledger_failed_rows',
    'Rows of the ledger that failed for good, by code: honeyburst backfill --retry CODE opens them again',
    ['code'],
    async () => (await ledger())?.failed.map(({ code, rows }) => [{ code }, rows]),
  );
  add('honeyburst_suggestions', 'Suggestions that wait for a reviewer', ['status'], async () => {
    const state = await ledger();
    return state && [[{ status: 'pending' }, state.pendingSuggestions]];
  });
  add('honeyburst_queue_jobs', 'Jobs on the queue by state', ['state'], async () => {
    const counts = await jobs();
    return counts && Object.entries(counts).map(([state, count]) => [{ state }, count]);
  });
  add(
    'honeyburst_custom_vision_month_calls',
    'Paid predictions of the calendar month (UTC), by resource',
    ['resource'],
    async () => (await usage())?.map(({ resource, calls }) => [{ resource }, calls]),
  );
  add(
    'honeyburst_custom_vision_month_cost',
    'What they cost, in the currency of CUSTOM_VISION_PRICE',
    ['resource'],
    async () =>
      (await usage())?.map(({ resource, calls }) => [{ resource }, costOf(calls, customVision.price)]),
  );
  const { monthlyCap } = customVision;
  if (monthlyCap !== undefined) {
    add(
      'honeyburst_custom_vision_month_cap',
      'CUSTOM_VISION_MONTHLY_CAP, which holds for each resource',
      [],
      async () => [[{}, monthlyCap]],
    );
  }
  add('honeyburst_shared_state_up', 'Whether a source of these answered: 1 or 0', ['source'], () =>
    Promise.all(
      Object.entries(reads).map(async ([name, read]): Promise<Values[number]> => {
        return [{ source: name }, (await read()) === undefined ? 0 : 1];
      }),
    ),
  );
}
