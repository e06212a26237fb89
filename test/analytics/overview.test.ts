import { describe, expect, it } from 'vitest';
import { overviewSchema, readOverview } from '../../src/analytics/overview.js';
import { createTestDatabase } from '../support/database.js';
import { createSeededDatabase } from './seed.js';

describe('readOverview', () => {
  it('describes an empty database', async () => {
    const { pool } = await createTestDatabase();
    const overview = await readOverview(pool);
    expect(overviewSchema.parse(overview)).toEqual(overview);
    expect(overview).toMatchObject({
      ledger: { total: 0, open: 0, oldestOpen: null },
      throughput: { perMinute: null, etaSeconds: 0 },
      failures: [],
      suggestions: { pending: 0, accepted: 0, superseded: 0 },
      liveModel: null,
      learningCurve: [],
      reviewersToday: [],
    });
  });

  it('tells of failures, suggestions and reviewers, and of the live model what the views tell', async () => {
    const { pool } = await createSeededDatabase();
    const overview = await readOverview(pool);
    expect(overviewSchema.parse(overview)).toEqual(overview);
    expect(overview).toMatchObject({
      ledger: { total: 9, open: 0, states: { done: 8, failed: 1 } },
      failures: [
        { code: 'photo_timeout', count: 1, example: { externalId: 'unreachable', message: 'no answer' } },
      ],
      suggestions: { pending: 1, accepted: 4, edited: 2, rejected: 1, superseded: 0 },
      reviewersToday: [
        { reviewer: 'ann', decisions: 7, accepted: 3, edited: 3, rejected: 1, undone: 1, bulk: 1, blind: 1 },
        { reviewer: 'ben', decisions: 1, accepted: 1 },
      ],
    });
    const model = overview.liveModel;
    expect(model).toMatchObject({ name: 'colour', reviewed: 8 });
    const { rows: levels } = await pool.query(
      'SELECT level, seen, decisions, correct FROM analytics.precision_by_model ORDER BY level, seen',
    );
    expect(
      model?.levels.map(({ level, seen, decisions, correct }) => ({ level, seen, decisions, correct })),
    ).toEqual(levels);
    // Shown and blind together, without what was decided in bulk.
    expect(model?.calibration).toMatchObject([
      { level: 'family', from: 0.6, to: 0.7, decisions: 1, correct: 1 },
      { level: 'finish', from: 0.9, to: 1, decisions: 6, correct: 3 },
    ]);
  });

  it('finds the oldest open row whatever its priority, dispatched ones too', async () => {
    const { pool } = await createSeededDatabase();
    const reopen = (offset: number, state: string, priority: number) =>
      pool.query(
        `UPDATE honeyburst.enrichment SET state = $2, priority = $3, finished_at = NULL
          WHERE id = (SELECT id FROM honeyburst.enrichment ORDER BY id OFFSET $1 LIMIT 1)`,
        [offset, state, priority],
      );
    const oldest = async () => (await readOverview(pool)).ledger.oldestOpen;
    const { rows } = await pool.query<{ id: number }>('SELECT id FROM honeyburst.enrichment ORDER BY id');
    await reopen(5, 'pending', 1);
    expect(await oldest()).toMatchObject({ enrichmentId: rows[5]!.id, state: 'pending' });
    await reopen(3, 'pending', 10);
    expect(await oldest()).toMatchObject({ enrichmentId: rows[3]!.id });
    await reopen(1, 'dispatched', 10);
    expect(await oldest()).toMatchObject({ enrichmentId: rows[1]!.id, state: 'dispatched' });
  });

  it('reckons from the rate at which rows are closed when the open ones will be', async () => {
    const { pool } = await createSeededDatabase();
    const { rows } = await pool.query<{ id: number }>('SELECT id FROM honeyburst.enrichment ORDER BY id');
    const closedAgo = (index: number, seconds: number | null) =>
      pool.query(
        `UPDATE honeyburst.enrichment
            SET state = CASE WHEN $2::int IS NULL THEN 'pending' ELSE 'done' END,
                finished_at = now() - make_interval(secs => $2::int)
          WHERE id = $1`,
        [rows[index]!.id, seconds],
      );
    for (let index = 0; index < 4; index++) await closedAgo(index, null);
    // One row every 30 s since 120 s ago, the first of which began it.
    for (let index = 4; index < 9; index++) await closedAgo(index, (9 - index) * 30 - 30);
    const { throughput, ledger } = await readOverview(pool);
    expect(ledger.open).toBe(4);
    expect(throughput.windows).toMatchObject([
      { minutes: 5, done: 5 },
      { minutes: 60, done: 5 },
    ]);
    expect(throughput.perMinute).toBeGreaterThan(1.8);
    expect(throughput.perMinute).toBeLessThanOrEqual(2);
    expect(throughput.etaSeconds).toBeCloseTo((60 * 4) / throughput.perMinute!, 6);

    await pool.query("UPDATE honeyburst.enrichment SET finished_at = now() - interval '2 hours'");
    expect((await readOverview(pool)).throughput).toMatchObject({ perMinute: null, etaSeconds: null });
  });

  it('draws the learning curve of the models that say what they were trained on', async () => {
    const { pool } = await createTestDatabase();
    await pool.query(`
      INSERT INTO honeyburst.model (name, checksum, engine, backbone, folder, families, finishes, summary) VALUES
        ('large', '', 'onnx', '', '', '{}', '{}', '{"photos": 4000, "heldBack": {"photos": 900, "familyAccuracy": 0.93, "finishAccuracy": 0.84}}'),
        ('small', '', 'onnx', '', '', '{}', '{}', '{"photos": 500, "heldBack": {"photos": 90, "familyAccuracy": 0.8, "finishAccuracy": null}}'),
        ('imported', '', 'onnx', '', '', '{}', '{}', '{}')`);
    expect((await readOverview(pool)).learningCurve).toMatchObject([
      { model: 'small', photos: 500, familyAccuracy: 0.8, finishAccuracy: null },
      { model: 'large', photos: 4000, familyAccuracy: 0.93, finishAccuracy: 0.84 },
    ]);
  });
});
