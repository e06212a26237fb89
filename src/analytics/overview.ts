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

/** The overview for operators: GET /v1/overview. Times are ISO 8601 in UTC; shares are 0 to 1. */
export const overviewSchema = z.strictObject({
  at: z.iso.datetime().describe('When it was read'),
  ledger: ledgerSchema,
  throughput: throughputSchema,
  failures: z.array(failureSchema).describe('Work that failed for good, by code, the commonest first'),
  suggestions: suggestionCountsSchema,
  liveModel: liveModelSchema.nullable().describe('Null if no model is live'),
  learningCurve: z
    .array(learningPointSchema)
    .describe(
      'Registered models by the number of photos they were trained on: shows what more photos gained',
    ),
  reviewersToday: z
    .array(reviewerSchema)
    .describe('Reviewers who decided since midnight (UTC), the busiest first'),
});
export type Overview = z.infer<typeof overviewSchema>;

/** Reads the overview as of one moment, so that its parts are consistent. */
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
