import type { Pool } from '../../src/database/pool.js';
import { reviewSuggestion } from '../../src/review/decide.js';
import type { Decision } from '../../src/review/decision.js';
import { undoReview } from '../../src/review/undo.js';
import { insertModel } from '../enrichment/catalogue.js';
import { emptyEvidence, plain, suggest } from '../review/pending.js';
import { createTestDatabase } from '../support/database.js';

/**
 * Six suggestions of fiesta-red with a photo each, of confidence 0.95: two accepted, one edited to a blue, one
 * rejected, one accepted in bulk, one named blue blind, taken back and accepted when shown; one of the family red, made
 * more precise; one left pending. Beside them a failure and a paid call.
 */
export async function createSeededDatabase(
  atEnd?: Parameters<typeof createTestDatabase>[0],
): Promise<{ url: string; pool: Pool }> {
  const { url, pool } = await createTestDatabase(atEnd, { taxonomy: true });
  await insertModel(pool);
  await pool.query("UPDATE honeyburst.model SET live = true, engine = 'onnx'");
  const decide = (
    decision: Partial<Decision> & { id: number },
    { reviewer = 'ann', bulk = false, blindShare = 0 } = {},
  ) => {
    const made = { revision: 0, decision: 'accepted', ...decision } as Decision;
    return reviewSuggestion(pool, { ...made, reviewer, bulk }, { ...plain, blindShare });
  };
  const one = async (given: Parameters<typeof suggest>[1] = {}) => {
    const { id } = await suggest(pool, { confidence: 0.95, evidence, ...given });
    await pool.query(
      `INSERT INTO honeyburst.prediction (enrichment_id, listing_id, model, position, url, sha256, family, finish,
                                          confidence, body_share, family_probabilities, finish_probabilities)
       SELECT enrichment_id, listing_id, model, 0, 'http://photos.test/1.jpg', '', 'red', 'fiesta-red', 0.9, 0.8, '{}', '{}'
         FROM honeyburst.suggestion WHERE id = $1`,
      [id],
    );
    return id;
  };
  await decide({ id: await one() });
  await decide({ id: await one() }, { reviewer: 'ben' });
  const note = 'the red is its case';
  await decide({ id: await one(), decision: 'edited', finish: 'lake-placid-blue', note });
  await decide({ id: await one(), decision: 'rejected' });
  await decide({ id: await one() }, { bulk: true });
  const blind = await one();
  await decide({ id: blind, decision: 'edited', finish: 'lake-placid-blue' }, { blindShare: 1 });
  await undoReview(pool, { id: blind, revision: 1, reviewer: 'ann' }, plain);
  await decide({ id: blind, revision: 2 });
  const family = await one({ finish: null, confidence: 0.7 });
  await decide({ id: family, decision: 'edited', finish: 'fiesta-red' });
  await one();
  await pool.query(
    `UPDATE honeyburst.enrichment SET fetch_ms = 100, classify_ms = 50;
     INSERT INTO honeyburst.listing (external_id, finish_match, resolved_taxonomy) VALUES ('unreachable', 'missing', 1);
     INSERT INTO honeyburst.enrichment (listing_id, content_hash, model, reasons, state, stage, error_code,
                                        error_message, attempts, photo_errors, finished_at)
     SELECT id, content_hash, 'colour', '{missing}', 'failed', 'fetch', 'photo_timeout', 'no answer', 4,
            '[{"position":0,"stage":"fetch","code":"photo_timeout","message":"no answer"}]', now()
       FROM honeyburst.listing WHERE external_id = 'unreachable';
     INSERT INTO custom_vision_client.usage VALUES ('https://vision.test', '2026-01-01', 1500);`,
  );
  return { url, pool };
}

const red = { label: 'red', confidence: 0.9 };
const evidence = {
  ...emptyEvidence,
  photos: [
    { position: 0, url: 'http://photos.test/1.jpg', bodyShare: 0.8, weight: 1, family: red, finish: red },
  ],
};
