import { z } from 'zod';
import { type Pool, withTransaction } from '../database/pool.js';
import {
  failureSchema,
  ledgerSchema,
  readFailures,
  readLedger,
  readThroughput,
  throughputSchema,
} from './ledger.js';
import { learningPointSchema, liveModelSchema, readLearningCurve, readLiveModel } from './live-model.js';
import {
  readReviewersToday,
  readSuggestionCounts,
  reviewerSchema,
  suggestionCountsSchema,
} from './reviews.js';

/** What an operator wants to see at a glance: GET /v1/overview. Times are ISO 8601, in UTC; shares 0 to 1. */
export const overviewSchema = z.strictObject({
  at: z.iso.datetime().describe('When it was read'),
  ledger: ledgerSchema,
  throughput: throughputSchema,
  failures: z.array(failureSchema).describe('Work that failed for good, by code, most first'),
  suggestions: suggestionCountsSchema,
  liveModel: liveModelSchema.nullable().describe('null where no model is live'),
  learningCurve: z
    .array(learningPointSchema)
    .describe('Registered models by the photos they were trained on: what more photos brought'),
  reviewersToday: z.array(reviewerSchema).describe('Who decided since midnight (UTC), the busiest first'),
});
export type Overview = z.infer<typeof overviewSchema>;

/** Reads the overview as of one moment; its parts agree with each other. */
export async function readOverview(pool: Pool): Promise<Overview> {
  return withTransaction(pool, async (db) => {
    await db.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const { rows } = await db.query<{ at: Date }>('SELECT now() AS at');
    const ledger = await readLedger(db);
    return {
      at: rows[0]!.at.toISOString(),
      ledger,
      throughput: await readThroughput(db, ledger.open),
      failures: await readFailures(db),
      suggestions: await readSuggestionCounts(db),
      liveModel: await readLiveModel(db),
      learningCurve: await readLearningCurve(db),
      reviewersToday: await readReviewersToday(db),
    };
  });
}
