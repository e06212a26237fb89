import { z } from 'zod';
import { labelLevelSchema } from '../classifier/level.js';
import type { Queryable } from '../database/pool.js';

const count = z.int().nonnegative();
const share = z.number().min(0).max(1);
const seenSchema = z.enum(['shown', 'blind', 'bulk']);
const interval = {
  decisions: count,
  correct: count,
  precision: share.describe('Share of the suggestions that reviewers agreed with, at their level'),
  low: share.describe('Of the 95 % interval (Wilson)'),
  high: share,
};

export const liveModelSchema = z.strictObject({
  name: z.string(),
  engine: z.string(),
  backbone: z.string(),
  createdAt: z.iso.datetime(),
  reviewed: count.describe('Decisions on its suggestions, among the latest 20,000 of all'),
  levels: z
    .array(
      z.strictObject({
        level: labelLevelSchema,
        seen: seenSchema.describe('Whether the reviewer saw the suggestion'),
        ...interval,
      }),
    )
    .describe('Precision by level'),
  calibration: z
    .array(
      z.strictObject({
        level: labelLevelSchema,
        from: share,
        to: share,
        meanConfidence: share,
        ...interval,
      }),
    )
    .describe('Confidence against precision in ten bins, from single decisions (not bulk)'),
});
export type LiveModel = z.infer<typeof liveModelSchema>;

export const learningPointSchema = z.strictObject({
  model: z.string(),
  engine: z.string(),
  live: z.boolean(),
  createdAt: z.iso.datetime(),
  photos: count.describe('Photos it was trained on'),
  familyAccuracy: share.nullable().describe('On held-back photos'),
  finishAccuracy: share.nullable(),
});
export type LearningPoint = z.infer<typeof learningPointSchema>;

/** The live model, and how often the latest decisions agreed with it; null if no model is live. */
export async function readLiveModel(db: Queryable): Promise<LiveModel | null> {
  const { rows } = await db.query<{ name: string; engine: string; backbone: string; createdAt: Date }>(
    'SELECT name, engine, backbone, created_at AS "createdAt" FROM honeyburst.model WHERE live',
  );
  const model = rows[0];
  if (!model) return null;
  const { rows: groups } = await db.query<DecisionGroup>(countDecisions, [model.name]);
  const levels = groups.filter(({ grouping }) => grouping === 'seen');
  return {
    ...model,
    createdAt: model.createdAt.toISOString(),
    reviewed: levels.reduce((sum, { decisions }) => sum + decisions, 0),
    levels: levels.map(({ level, seen, ...group }) => ({ level, seen: seen!, ...toInterval(group) })),
    calibration: groups
      .filter(({ grouping }) => grouping === 'bin')
      .map(({ level, bin, meanConfidence, ...group }) => ({
        level,
        from: (bin! - 1) / 10,
        to: bin! / 10,
        meanConfidence,
        ...toInterval(group),
      })),
  };
}

/** Registered models that record how many photos they were trained on, those with the fewest first. */
export async function readLearningCurve(db: Queryable): Promise<LearningPoint[]> {
  const { rows } = await db.query<{
    model: string;
    engine: string;
    live: boolean;
    createdAt: Date;
    summary: unknown;
  }>(
    'SELECT name AS model, engine, live, created_at AS "createdAt", summary FROM honeyburst.model ORDER BY created_at, name',
  );
  return rows
    .flatMap(({ summary, createdAt, ...model }) => {
      const training = trainingSchema.safeParse(summary);
      if (!training.success) return [];
      const { photos, heldBack } = training.data;
      return { ...model, createdAt: createdAt.toISOString(), photos, ...heldBack };
    })
    .sort((a, b) => a.photos - b.photos);
}

/** The part of model.summary that training writes with every engine. Imported models may lack it. */
const trainingSchema = z.object({
  photos: count,
  heldBack: z.object({ familyAccuracy: share.nullable(), finishAccuracy: share.nullable() }),
});

interface DecisionGroup {
  grouping: 'seen' | 'bin';
  level: z.infer<typeof labelLevelSchema>;
  seen: z.infer<typeof seenSchema> | null;
  bin: number | null;
  meanConfidence: number;
  decisions: number;
  correct: number;
  low: number;
  high: number;
}

function toInterval({
  decisions,
  correct,
  low,
  high,
}: Pick<DecisionGroup, 'decisions' | 'correct' | 'low' | 'high'>) {
  return { decisions, correct, precision: correct / decisions, low, high };
}

// Only the latest decisions: they show how the model does now, and the query's time stays bounded.
const countDecisions = `
  SELECT CASE WHEN grouping(d.bin) = 1 THEN 'seen' ELSE 'bin' END AS grouping, d.level, d.seen, d.bin,
         avg(d.confidence) AS "meanConfidence", count(*) AS decisions, count(*) FILTER (WHERE d.correct) AS correct,
         analytics.wilson_low(count(*) FILTER (WHERE d.correct), count(*)) AS low,
         analytics.wilson_high(count(*) FILTER (WHERE d.correct), count(*)) AS high
    FROM (SELECT s.level, s.confidence,
                 CASE WHEN r.bulk THEN 'bulk' WHEN r.blind THEN 'blind' ELSE 'shown' END AS seen,
                 CASE WHEN NOT r.bulk THEN least(width_bucket(s.confidence::float8, 0, 1, 10), 10) END AS bin,
                 coalesce(r.family = s.family AND (s.finish IS NULL OR r.finish = s.finish), false) AS correct
            FROM (SELECT * FROM honeyburst.review ORDER BY id DESC LIMIT 20000) r
            JOIN honeyburst.suggestion s ON s.id = r.suggestion_id
           WHERE r.decision <> 'undone' AND (r.revision = s.revision OR r.blind)
             AND s.model = $1 AND s.level <> 'none') d
   GROUP BY GROUPING SETS ((d.level, d.seen), (d.level, d.bin))
  HAVING grouping(d.bin) = 1 OR d.bin IS NOT NULL
   ORDER BY 1, 2, 3, 4`;
