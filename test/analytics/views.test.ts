import { describe, expect, it } from 'vitest';
import { wilsonInterval } from '../../src/learning/evaluation/interval.js';
import { createTestDatabase } from '../support/database.js';
import { createSeededDatabase } from './seed.js';

describe('the views for analysts', () => {
  it('count what was shown, blind and in bulk apart, a blind decision also when it was taken back', async () => {
    const { pool } = await createSeededDatabase();
    const { rows } = await pool.query(
      'SELECT level, seen, decisions, correct FROM analytics.precision_by_model ORDER BY level, seen',
    );
    expect(rows).toEqual([
      { level: 'family', seen: 'shown', decisions: 1, correct: 1 },
      { level: 'finish', seen: 'blind', decisions: 1, correct: 0 },
      { level: 'finish', seen: 'bulk', decisions: 1, correct: 1 },
      { level: 'finish', seen: 'shown', decisions: 5, correct: 3 },
    ]);
  });

  it('give the same decisions by finish, reason, reviewer and confidence', async () => {
    const { pool } = await createSeededDatabase();
    for (const view of ['by_finish', 'by_reason', 'by_reviewer'].map((name) => `precision_${name}`)) {
      const { rows } = await pool.query(
        `SELECT sum(decisions)::int AS decisions, sum(correct)::int AS correct FROM analytics.${view}`,
      );
      expect([view, rows[0]]).toEqual([view, { decisions: 8, correct: 5 }]);
    }
    const { rows } = await pool.query(
      `SELECT level, bin, decisions, correct, confidence_from, confidence_to, mean_confidence
         FROM analytics.calibration WHERE seen = 'shown' ORDER BY level`,
    );
    expect(rows).toEqual([
      {
        level: 'family',
        bin: 7,
        decisions: 1,
        correct: 1,
        confidence_from: 0.6,
        confidence_to: 0.7,
        mean_confidence: 0.7,
      },
      {
        level: 'finish',
        bin: 10,
        decisions: 5,
        correct: 3,
        confidence_from: 0.9,
        confidence_to: 1,
        mean_confidence: 0.95,
      },
    ]);
  });

  it('give the Wilson interval that reports give', async () => {
    const { pool } = await createTestDatabase();
    for (const [correct, total] of [
      [0, 0],
      [0, 7],
      [7, 7],
      [3, 5],
      [940, 1000],
    ] as const) {
      const { rows } = await pool.query(
        'SELECT analytics.wilson_low($1, $2) AS low, analytics.wilson_high($1, $2) AS high',
        [correct, total],
      );
      const { low, high } = wilsonInterval(correct, total);
      expect(rows[0].low).toBeCloseTo(low, 6);
      expect(rows[0].high).toBeCloseTo(high, 6);
    }
  });

  it('tell what became of a day, its photos, its cost and its failures', async () => {
    const { pool } = await createSeededDatabase();
    const read = async (view: string) => (await pool.query(`SELECT * FROM analytics.${view}`)).rows;
    expect(await read('coverage_daily')).toMatchObject([
      {
        enriched: 8,
        answered_finish: 7,
        answered_family: 1,
        suggested: 8,
        pending: 1,
        accepted: 4,
        edited: 2,
        rejected: 1,
      },
    ]);
    expect(await read('throughput_hourly')).toMatchObject([
      { listings: 8, photos: 8, mean_fetch_ms: 100, p95_classify_ms: 50 },
    ]);
    expect(await read("photo_agreement WHERE seen = 'shown'")).toMatchObject([
      {
        position: 0,
        weight_from: 0.75,
        weight_to: 1,
        photos: 5,
        family_agreed: 4,
        finish_compared: 5,
        finish_agreed: 4,
      },
    ]);
    expect(await read('custom_vision_cost')).toMatchObject([{ calls: 1500, usd_at_list_price: 3 }]);
    expect(await read('failure_by_code')).toMatchObject([
      { error_code: 'photo_timeout', failures: 1, mean_attempts: 4, example_external_id: 'unreachable' },
    ]);
    expect(await read('photo_failure')).toMatchObject([
      { error_code: 'photo_timeout', photos: 1, made_up_for: 0 },
    ]);
  });

  it('rank contradicted listings first, by their audit, and decided ones last', async () => {
    const { pool } = await createTestDatabase();
    await pool.query(`
      INSERT INTO honeyburst.model (name, checksum, engine, backbone, folder, families, finishes)
      VALUES ('m', '', 'onnx', 'none', '', '{}', '{}');
      INSERT INTO honeyburst.listing (external_id, resolved_taxonomy, finish_match, finish_slug, finish_family, text_finish, text_family)
      VALUES ('missing', 1, 'missing', NULL, NULL, NULL, NULL), ('vague', 1, 'vague', NULL, 'red', NULL, NULL),
             ('text', 1, 'exact', 'black', 'black', 'fiesta-red', 'red'), ('audited', 1, 'exact', 'black', 'black', NULL, NULL),
             ('decided', 1, 'exact', 'black', 'black', 'fiesta-red', 'red');
      INSERT INTO honeyburst.enrichment (listing_id, content_hash, model, reasons, state, finished_at, level, family, audit_rank, audit_family)
      SELECT id, content_hash, 'm', '{}', 'done', now(), 'family', 'black',
             CASE external_id WHEN 'audited' THEN 1 END, CASE external_id WHEN 'audited' THEN 'red' END
        FROM honeyburst.listing WHERE external_id IN ('audited', 'decided');
      INSERT INTO honeyburst.suggestion (listing_id, enrichment_id, model, level, confidence, status, reasons, evidence)
      SELECT listing_id, e.id, 'm', 'none', 0.9, 'rejected', '{}', '{}'
        FROM honeyburst.enrichment e JOIN honeyburst.listing l ON l.id = e.listing_id WHERE external_id = 'decided'`);
    const { rows } = await pool.query(
      'SELECT rank, external_id, kind FROM analytics.suspicious_listing_ranked ORDER BY rank',
    );
    expect(rows).toEqual([
      { rank: 1, external_id: 'audited', kind: 'contradicted' },
      { rank: 2, external_id: 'text', kind: 'contradicted' },
      { rank: 3, external_id: 'vague', kind: 'unclear' },
      { rank: 4, external_id: 'missing', kind: 'missing' },
      { rank: 5, external_id: 'decided', kind: 'contradicted' },
    ]);
  });
});
