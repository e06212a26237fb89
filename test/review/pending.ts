import { onTestFinished } from 'vitest';
import type { Pool } from '../../src/database/pool.js';
import type { ReviewSettings } from '../../src/review/decision.js';
import type { Evidence } from '../../src/suggestion/evidence.js';
import { readTaxonomy } from '../../src/taxonomy/store.js';
import type { Taxonomy } from '../../src/taxonomy/taxonomy.js';
import { insertListing, insertModel, type TestListing } from '../enrichment/catalogue.js';
import { createTestDatabase } from '../support/database.js';

/** Nothing blind, nothing written back, nobody told. */
export const plain: ReviewSettings = { blindShare: 0, writeBack: false, notify: false };

export const emptyEvidence: Evidence = {
  photos: [],
  text: { agreement: 'absent', finish: null, family: null, phrase: null },
  stated: { text: null, finish: null, family: null },
  alternatives: [{ finish: 'fiesta-red', family: 'red', confidence: 0.9 }],
};

/** Evidence of a photo that shows something red. */
export function seen(url: string, position: number, weight: number): Evidence['photos'][number] {
  const sure = { label: 'red', confidence: 0.9 };
  return { position, url, bodyShare: weight, weight, family: sure, finish: null };
}

/** The same in every test, and long in the making. */
let taxonomy: Promise<Taxonomy> | undefined;

/** A database with taxonomy and model. */
export async function createReviewDatabase(): Promise<{ url: string; pool: Pool; taxonomy: Taxonomy }> {
  const { url, pool } = await createTestDatabase(onTestFinished, { taxonomy: true });
  taxonomy ??= readTaxonomy(pool);
  await insertModel(pool);
  return { url, pool, taxonomy: await taxonomy };
}

export interface TestSuggestion {
  listing?: TestListing;
  /** Of a listing that is there. */
  listingId?: number;
  family?: string | null;
  finish?: string | null;
  confidence?: number;
  reasons?: readonly string[];
  evidence?: Evidence;
}

/** A pending suggestion of fiesta-red as the pipeline leaves it; returns its id and that of its listing. */
export async function suggest(
  pool: Pool,
  given: TestSuggestion = {},
): Promise<{ id: number; listingId: number }> {
  const listingId = given.listingId ?? (await insertListing(pool, given.listing));
  const { family = 'red', finish = 'fiesta-red', confidence = 0.9, reasons = ['missing'] } = given;
  const level = finish !== null ? 'finish' : family !== null ? 'family' : 'none';
  await pool.query(
    `UPDATE honeyburst.suggestion SET status = 'superseded', decided_at = now()
      WHERE listing_id = $1 AND status = 'pending'`,
    [listingId],
  );
  const { rows } = await pool.query<{ id: number }>(
    `WITH work AS (
       INSERT INTO honeyburst.enrichment (listing_id, content_hash, model, reasons, state, finished_at, level, family, finish)
       SELECT id, CASE WHEN EXISTS (SELECT FROM honeyburst.enrichment WHERE listing_id = l.id)
                       THEN gen_random_uuid() ELSE content_hash END,
              'colour', $2, 'done', now(), $3, $4, $5
         FROM honeyburst.listing l WHERE id = $1
       RETURNING id, listing_id)
     INSERT INTO honeyburst.suggestion (listing_id, enrichment_id, model, level, family, finish, confidence, reasons, evidence)
     SELECT listing_id, id, 'colour', $3, $4, $5, $6, $2, $7 FROM work RETURNING id`,
    [listingId, reasons, level, family, finish, confidence, JSON.stringify(given.evidence ?? emptyEvidence)],
  );
  return { id: rows[0]!.id, listingId };
}

/** Many pending suggestions at once; returns their ids. */
export async function suggestMany(pool: Pool, count: number): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>(
    `WITH listing AS (
       INSERT INTO honeyburst.listing (external_id, resolved_taxonomy, finish_match)
       SELECT 'many-' || i, 1, 'missing' FROM generate_series(1, $1) i RETURNING id, content_hash
     ), work AS (
       INSERT INTO honeyburst.enrichment (listing_id, content_hash, model, reasons, state)
       SELECT id, content_hash, 'colour', '{missing}', 'done' FROM listing RETURNING id, listing_id)
     INSERT INTO honeyburst.suggestion (listing_id, enrichment_id, model, level, family, finish, confidence, reasons, evidence)
     SELECT listing_id, id, 'colour', 'finish', 'red', 'fiesta-red', 0.5, '{missing}', $2 FROM work
     RETURNING id`,
    [count, JSON.stringify(emptyEvidence)],
  );
  return rows.map(({ id }) => id).sort((a, b) => a - b);
}

export async function readSuggestion(pool: Pool, id: number) {
  const { rows } = await pool.query<{ status: string; revision: number; finish: string | null }>(
    'SELECT status, revision, finish, family FROM honeyburst.suggestion WHERE id = $1',
    [id],
  );
  return rows[0]!;
}

export async function listingFinish(pool: Pool, listingId: number): Promise<string | null> {
  const { rows } = await pool.query('SELECT finish FROM honeyburst.listing WHERE id = $1', [listingId]);
  return rows[0].finish;
}
