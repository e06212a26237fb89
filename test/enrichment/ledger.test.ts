import { describe, expect, it } from 'vitest';
import type { Pool } from '../../src/database/pool.js';
import { claimEnrichment } from '../../src/enrichment/claim.js';
import { type Completion, completeEnrichment } from '../../src/enrichment/complete.js';
import { enqueueFindings } from '../../src/enrichment/producer.js';
import { recordFailure } from '../../src/enrichment/record-failure.js';
import { retryFailed } from '../../src/enrichment/reopen.js';
import { type ErrorCode, HoneyburstError } from '../../src/errors.js';
import type { Evidence } from '../../src/suggestion/evidence.js';
import { listSuggestions } from '../../src/suggestion/store.js';
import { createTestDatabase } from '../support/database.js';
import { addPhotos, insertListing, insertModel, readLedger, type TestListing } from './catalogue.js';

const options = { maxAttempts: 3, maxPhotos: 2, alone: false };
const backfill = { model: 'colour', priority: 10 };
const failure = (code: ErrorCode = 'photo_timeout') =>
  new HoneyburstError('too slow', { code, stage: 'fetch' });

async function setUp(listing: TestListing = {}): Promise<{ pool: Pool; listingId: number; id: number }> {
  const { pool } = await createTestDatabase();
  await insertModel(pool);
  const listingId = await insertListing(pool, listing);
  await enqueueFindings(pool, { ...backfill, check: true });
  return { pool, listingId, id: (await readLedger(pool))[0]?.id ?? 0 };
}

const nothing = { finish: null, family: null };
const evidence: Evidence = {
  photos: [],
  text: { agreement: 'absent', ...nothing, phrase: null },
  stated: { text: null, ...nothing },
  alternatives: [],
};

function completion(id: number, suggested = true): Completion {
  return {
    id,
    predictions: [
      {
        position: 0,
        url: 'http://photos.test/1.jpg',
        sha256: 'ab'.repeat(32),
        family: 'red',
        finish: 'fiesta-red',
        confidence: 0.9,
        bodyShare: 0.8,
        familyProbabilities: Float32Array.of(0.95, 0.05),
        finishProbabilities: Float32Array.of(0.9, 1e-9),
      },
    ],
    photoErrors: [{ position: 1, stage: 'fetch', code: 'photo_not_found', message: 'gone' }],
    answer: { level: 'finish', family: 'red', finish: 'fiesta-red', confidence: 0.9 },
    seen: { level: 'finish', family: 'red', finish: 'fiesta-red', confidence: 0.9 },
    suggestion: suggested ? { reasons: ['missing'], suspicion: 0, either: null, evidence } : undefined,
    taxonomyVersion: null,
    fetchMs: 12.4,
    classifyMs: 3.6,
  };
}

const count = async (pool: Pool, table: string) =>
  (await pool.query<{ count: number }>(`SELECT count(*) FROM honeyburst.${table}`)).rows[0]!.count;

describe('claimEnrichment', () => {
  it('counts the attempt and loads what the work needs', async () => {
    const urls = [1, 2, 3].map((n) => `http://photos.test/${n}.jpg`);
    const { pool, id, listingId } = await setUp({ photos: urls, finish: 'n/a' });
    const claim = await claimEnrichment(pool, id, options);
    expect(claim).toMatchObject({
      outcome: 'claimed',
      work: {
        id,
        attempts: 1,
        model: { name: 'colour', checksum: expect.any(String) },
        reasons: ['missing'],
        photos: [
          { position: 1, url: urls[0] },
          { position: 2, url: urls[1] },
        ],
        listing: { id: listingId, stated: { text: 'n/a', finish: null, family: null } },
      },
    });
    expect((await readLedger(pool))[0]).toMatchObject({ state: 'dispatched', attempts: 1, running: true });
  });

  it('refuses a row that is closed or unknown', async () => {
    const { pool, id } = await setUp();
    await claimEnrichment(pool, id, options);
    await completeEnrichment(pool, completion(id));
    expect(await claimEnrichment(pool, id, options)).toEqual({ outcome: 'closed' });
    expect(await claimEnrichment(pool, id + 1, options)).toEqual({ outcome: 'closed' });
    expect((await readLedger(pool))[0]).toMatchObject({ state: 'done', attempts: 1 });
  });

  it('skips a listing that changed, ended or has no photos', async () => {
    const { pool } = await setUp({ photos: [] });
    const ended = await insertListing(pool);
    const changed = await insertListing(pool);
    await enqueueFindings(pool, backfill);
    await pool.query(`UPDATE honeyburst.listing SET state = 'ended' WHERE id = $1`, [ended]);
    await addPhotos(pool, changed, ['http://photos.test/new.jpg']);
    const outcomes = [];
    for (const { id } of await readLedger(pool)) outcomes.push(await claimEnrichment(pool, id, options));
    expect(outcomes).toEqual([
      { outcome: 'skipped', code: 'no_photos' },
      { outcome: 'skipped', code: 'listing_ended' },
      { outcome: 'skipped', code: 'listing_changed' },
    ]);
    for (const row of await readLedger(pool)) {
      expect(row).toMatchObject({ state: 'skipped', attempts: 0, error_code: expect.any(String) });
    }
  });

  it('lets a listing that is back on sale unchanged be enriched after all', async () => {
    const { pool, id, listingId } = await setUp();
    await pool.query(`UPDATE honeyburst.listing SET state = 'ended' WHERE id = $1`, [listingId]);
    expect(await claimEnrichment(pool, id, options)).toEqual({ outcome: 'skipped', code: 'listing_ended' });
    expect(await enqueueFindings(pool, backfill)).toMatchObject({ added: 0 });
    await pool.query(`UPDATE honeyburst.listing SET state = 'live' WHERE id = $1`, [listingId]);
    expect(await enqueueFindings(pool, backfill)).toMatchObject({ added: 1, known: 0 });
    expect(await claimEnrichment(pool, id, options)).toMatchObject({ outcome: 'claimed' });
    expect(await enqueueFindings(pool, backfill)).toMatchObject({ added: 0, known: 1 });
  });

  it('lets one of many claims at once work, and calls the row suspect to the others', async () => {
    const { pool, id } = await setUp();
    const claims = await Promise.all(Array.from({ length: 10 }, () => claimEnrichment(pool, id, options)));
    expect(claims.map(({ outcome }) => outcome).sort()).toEqual(['claimed', ...Array(9).fill('suspect')]);
    expect((await readLedger(pool))[0]).toMatchObject({ attempts: 1 });
  });

  it('sets a row aside that killed as many workers as it has attempts while nothing ran beside it', async () => {
    const { pool, id } = await setUp();
    expect((await claimEnrichment(pool, id, options)).outcome).toBe('claimed');
    expect((await claimEnrichment(pool, id, options)).outcome).toBe('suspect');
    for (let attempts = 1; attempts <= 3; attempts++) {
      const claim = await claimEnrichment(pool, id, { ...options, alone: true });
      expect(claim).toMatchObject({ outcome: 'claimed', work: { attempts } });
    }
    expect(await claimEnrichment(pool, id, options)).toEqual({ outcome: 'failed', code: 'worker_crashed' });
    expect((await readLedger(pool))[0]).toMatchObject({
      state: 'failed',
      attempts: 3,
      running: false,
      error_code: 'worker_crashed',
    });
  });
});

describe('completeEnrichment', () => {
  it('writes predictions, answer and suggestion together', async () => {
    const { pool, id, listingId } = await setUp();
    await claimEnrichment(pool, id, options);
    expect(await completeEnrichment(pool, completion(id))).toEqual({ outcome: 'suggested' });
    expect((await readLedger(pool))[0]).toMatchObject({
      state: 'done',
      running: false,
      level: 'finish',
      family: 'red',
      finish: 'fiesta-red',
      fetch_ms: 12,
      classify_ms: 4,
      photo_errors: [{ position: 1, code: 'photo_not_found' }],
    });
    expect(await listSuggestions(pool, { limit: 10 })).toMatchObject([
      { listingId, status: 'pending', level: 'finish', finish: 'fiesta-red', reasons: ['missing'] },
    ]);
    const { rows } = await pool.query('SELECT * FROM honeyburst.prediction');
    expect(rows).toMatchObject([
      {
        enrichment_id: id,
        listing_id: listingId,
        sha256: Buffer.from('ab'.repeat(32), 'hex'),
        model: 'colour',
        family_probabilities: [0.95, 0.05],
        finish_probabilities: [0.9, 0],
      },
    ]);
  });

  it('changes nothing when it is repeated, also at once', async () => {
    const { pool, id } = await setUp();
    await claimEnrichment(pool, id, options);
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () => completeEnrichment(pool, completion(id))),
    );
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual([...Array(5).fill('closed'), 'suggested']);
    expect(await count(pool, 'prediction')).toBe(1);
    expect(await count(pool, 'suggestion')).toBe(1);
  });

  it('leaves one pending suggestion when several rows of a listing are completed at once', async () => {
    const { pool } = await setUp();
    const models = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const model of models) {
      await insertModel(pool, model);
      await enqueueFindings(pool, { model, priority: 10 });
    }
    const ids = (await readLedger(pool)).map((row) => row.id);
    await Promise.all(ids.map((id) => completeEnrichment(pool, completion(id))));
    const suggestions = await listSuggestions(pool, { limit: 20 });
    expect(suggestions.map(({ status }) => status).sort()).toEqual([
      'pending',
      ...Array(models.length).fill('superseded'),
    ]);
  });

  it('closes a checked listing without a suggestion, and supersedes the former one', async () => {
    const { pool, id } = await setUp();
    await completeEnrichment(pool, completion(id));
    await insertModel(pool, 'other');
    await enqueueFindings(pool, { model: 'other', priority: 10 });
    const outcome = await completeEnrichment(pool, completion((await readLedger(pool))[1]!.id, false));
    expect(outcome).toEqual({ outcome: 'confirmed' });
    expect((await listSuggestions(pool, { limit: 10 })).map(({ status }) => status)).toEqual(['superseded']);
  });

  it('suggests nothing for a listing that changed meanwhile, but keeps what was seen', async () => {
    const { pool, id, listingId } = await setUp();
    await claimEnrichment(pool, id, options);
    await addPhotos(pool, listingId, ['http://photos.test/new.jpg']);
    expect(await completeEnrichment(pool, completion(id))).toEqual({
      outcome: 'skipped',
      code: 'listing_changed',
    });
    expect(await count(pool, 'suggestion')).toBe(0);
    expect(await count(pool, 'prediction')).toBe(1);
  });

  it('supersedes a suggestion whose listing has changed as soon as the producer sees it', async () => {
    const { pool, id, listingId } = await setUp();
    await completeEnrichment(pool, completion(id));
    await addPhotos(pool, listingId, ['http://photos.test/new.jpg']);
    await enqueueFindings(pool, backfill);
    expect((await listSuggestions(pool, { limit: 10 })).map(({ status }) => status)).toEqual(['superseded']);
  });
});

describe('recordFailure and retryFailed', () => {
  it('keep the failure with its photos, and open the row again for another try or by its code', async () => {
    const { pool, id } = await setUp();
    const photoErrors = [
      { position: 0, stage: 'fetch', code: 'photo_timeout', message: 'too slow' },
    ] as const;
    await claimEnrichment(pool, id, options);
    await recordFailure(pool, { id, error: failure(), photoErrors, final: false });
    expect((await readLedger(pool))[0]).toMatchObject({
      state: 'dispatched',
      running: false,
      stage: 'fetch',
      error_code: 'photo_timeout',
    });
    expect((await claimEnrichment(pool, id, options)).outcome).toBe('claimed');
    await recordFailure(pool, { id, error: failure(), photoErrors, final: true });
    expect((await readLedger(pool))[0]).toMatchObject({
      state: 'failed',
      attempts: 2,
      photo_errors: photoErrors,
    });

    expect(await retryFailed(pool, 'another_code')).toBe(0);
    expect(await retryFailed(pool, 'photo_timeout')).toBe(1);
    expect((await readLedger(pool))[0]).toMatchObject({ state: 'pending', attempts: 0 });
    await claimEnrichment(pool, id, options);
    await completeEnrichment(pool, completion(id));
    expect((await readLedger(pool))[0]).toMatchObject({
      state: 'done',
      attempts: 1,
      error_code: null,
      stage: null,
    });
    expect(await retryFailed(pool)).toBe(0);
  });

  it('does not touch a row that is done', async () => {
    const { pool, id } = await setUp();
    await completeEnrichment(pool, completion(id));
    await recordFailure(pool, { id, error: failure(), photoErrors: [], final: true });
    expect((await readLedger(pool))[0]).toMatchObject({ state: 'done', error_code: null });
  });
});
