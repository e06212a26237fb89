import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Pool } from '../../src/database/pool.js';
import { apiRoles, createApiToken } from '../../src/http/api-token.js';
import { upsertListings } from '../../src/listing/store.js';
import { readLedger } from '../enrichment/catalogue.js';
import { sampleListing } from '../listing/sample-listing.js';
import { createReviewDatabase, suggest } from '../review/pending.js';
import { createTestHook, otherSecret, secret, sign, traceParent } from './hook-server.js';

const signing = { secrets: [secret], token: undefined };
const token = 'a-token-that-is-shared';
const sharing = { secrets: [], token };
const bearer = { authorization: `Bearer ${token}` };
const listing = { external_id: '7', title: 'Jazzmaster', photo_urls: ['https://photos.test/7.jpg'] };

async function count(pool: Pool, table: string): Promise<number> {
  return (await pool.query(`SELECT count(*) FROM honeyburst.${table}`)).rows[0].count;
}

describe('a signed message', () => {
  it('is stored and on the ledger ahead of a backfill when it is answered', async () => {
    const { pool, send } = await createTestHook(signing);
    expect(await send(listing, sign(listing))).toMatchObject({
      status: 202,
      body: { accepted: 1, enqueued: 1, unchanged: 0 },
      headers: { 'x-request-id': expect.any(String) },
    });
    expect(await readLedger(pool)).toMatchObject([{ state: 'pending', priority: 1, reasons: ['missing'] }]);
    const { rows } = await pool.query('SELECT trace_parent FROM honeyburst.enrichment');
    expect(rows).toEqual([{ trace_parent: traceParent }]);
  });

  it.for([
    ['by another secret', sign(listing, { key: otherSecret })],
    ['for another body', sign({ ...listing, title: 'Jaguar' })],
    ['for another id', { ...sign(listing), 'webhook-id': 'msg_2' }],
    [
      'for another time',
      { ...sign(listing, { secondsAgo: 60 }), 'webhook-timestamp': sign(listing)['webhook-timestamp'] },
    ],
    [
      'in another version',
      { ...sign(listing), 'webhook-signature': sign(listing)['webhook-signature']!.replace('v1,', 'v2,') },
    ],
    ['with nothing', { ...sign(listing), 'webhook-signature': '' }],
    ['with half a signature', { ...sign(listing), 'webhook-signature': 'v1' }],
    ['without a time', { 'webhook-id': 'msg_1', 'webhook-signature': 'v1,x' }],
    ['under an endless id', sign(listing, { id: 'm'.repeat(1000) })],
  ] as [string, Record<string, string>][])('is refused when it is signed %s', async ([, headers]) => {
    const { pool, send } = await createTestHook({ ...signing, token });
    expect(await send(listing, headers)).toMatchObject({ status: 401, body: { code: 'wrong_signature' } });
    expect(await count(pool, 'listing')).toBe(0);
  });

  it.for([302, -302])('is refused when it was signed %i seconds ago', async (secondsAgo) => {
    const { pool, send } = await createTestHook(signing);
    expect(await send(listing, sign(listing, { secondsAgo }))).toMatchObject({
      status: 401,
      headers: { 'content-type': expect.stringContaining('application/problem+json') },
      body: { status: 401, code: 'stale_signature' },
    });
    expect(await count(pool, 'listing')).toBe(0);
  });

  it('is refused when it is replayed, or its id used for another', async () => {
    const { pool, send } = await createTestHook(signing);
    const headers = sign(listing);
    expect((await send(listing, headers)).status).toBe(202);
    await pool.query('DELETE FROM honeyburst.listing');
    expect(await send(listing, headers)).toMatchObject({ status: 409, body: { code: 'replayed_message' } });
    const earlier = sign(listing, { secondsAgo: 30 });
    expect(await send(listing, earlier)).toMatchObject({ status: 409 });
    const other = { ...listing, title: 'Jaguar' };
    expect(await send(other, sign(other, { secondsAgo: -10 }))).toMatchObject({ status: 409 });
    expect(await count(pool, 'listing')).toBe(0);
  });

  it('has no effect when its sender tries again, and is answered as well', async () => {
    const { pool, send } = await createTestHook(signing);
    await send(listing, sign(listing, { secondsAgo: 30 }));
    await pool.query('DELETE FROM honeyburst.listing');
    expect(await send(listing, sign(listing))).toMatchObject({
      status: 202,
      body: { accepted: 0, repeated: true },
    });
    expect(await count(pool, 'listing')).toBe(0);
  });

  it('is taken once when it arrives many times at once', async () => {
    const { pool, send } = await createTestHook(signing);
    const headers = sign(listing);
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(listing, headers)));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, ...Array(7).fill(409)]);
    expect(await readLedger(pool)).toHaveLength(1);
  });

  it('can be sent again when it could not be stored', async () => {
    const { pool, send } = await createTestHook(signing);
    const headers = sign(listing);
    await pool.query('ALTER TABLE honeyburst.enrichment ADD CONSTRAINT disk_full CHECK (false)');
    const failed = await send(listing, headers);
    expect(failed).toMatchObject({ status: 500, body: { code: 'internal_server_error' } });
    expect(JSON.stringify(failed.body)).not.toContain('disk_full');
    expect(await count(pool, 'listing')).toBe(0);
    await pool.query('ALTER TABLE honeyburst.enrichment DROP CONSTRAINT disk_full');
    expect(await send(listing, headers)).toMatchObject({ status: 202, body: { enqueued: 1 } });
  });

  it('may be signed with any of several secrets, by which they can be changed', async () => {
    const { send } = await createTestHook({ secrets: [otherSecret, secret], token: undefined });
    expect((await send(listing, sign(listing, { id: 'old' }))).status).toBe(202);
    expect((await send(listing, sign(listing, { id: 'new', key: otherSecret }))).status).toBe(202);
    const old = sign(listing, { id: 'both' });
    const both = `${sign(listing, { id: 'both', key: otherSecret })['webhook-signature']} ${old['webhook-signature']}`;
    expect((await send(listing, { ...old, 'webhook-signature': both })).status).toBe(202);
    const later = await createTestHook({ secrets: [otherSecret], token: undefined });
    expect((await later.send(listing, sign(listing))).status).toBe(401);
  });

  it('is forgotten when its signature has long been stale', async () => {
    const { pool, send } = await createTestHook(signing);
    await pool.query(
      `INSERT INTO honeyburst.hook_message SELECT 'old-' || i, '', now() - interval '11 minutes' FROM generate_series(1, 9) i`,
    );
    await pool.query(`INSERT INTO honeyburst.hook_message SELECT 'recent', '', now() - interval '9 minutes'`);
    await send(listing, sign(listing));
    const { rows } = await pool.query('SELECT id FROM honeyburst.hook_message ORDER BY id');
    expect(rows.map(({ id }) => id)).toEqual(['msg_1', 'recent']);
  });
});

describe('a message without a signature', () => {
  it('is refused unless a token is set', async () => {
    const { send } = await createTestHook({ secrets: [], token: undefined });
    expect(await send(listing)).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer' },
      body: { code: 'not_allowed' },
    });
    expect((await send(listing, { authorization: 'Bearer undefined' })).status).toBe(401);
    expect((await send(listing, {}, '/hooks/listings?token=')).status).toBe(401);
    const signed = await createTestHook(signing);
    expect((await signed.send(listing)).status).toBe(401);
  });

  it('is taken with the shared token, in the header or in the address, and with no other', async () => {
    const { send } = await createTestHook(sharing);
    expect((await send(listing, bearer)).status).toBe(202);
    expect((await send(listing, {}, `/hooks/listings?token=${token}`)).status).toBe(202);
    for (const wrong of [`${token}x`, token.slice(1), token.toUpperCase(), `${token}&token=${token}`])
      expect((await send(listing, {}, `/hooks/listings?token=${wrong}`)).status).toBe(401);
  });

  it('is taken with a key of the roles ingest and admin', async () => {
    const { pool, send } = await createTestHook(signing);
    const answers: Record<string, number> = {};
    for (const role of [...apiRoles, 'training'] as const) {
      const { key } = await createApiToken(pool, { name: role, role });
      answers[role] = (await send(listing, { authorization: `Bearer ${key}` })).status;
    }
    expect(answers).toEqual({ admin: 202, reviewer: 401, analyst: 401, ingest: 202, training: 401 });
  });

  it('leaves no token in the log', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const { send } = await createTestHook(sharing, undefined, log as never);
    await send(listing, bearer, `/hooks/listings?token=${token}`);
    await send('{', bearer, `/hooks/listings?token=${token}`);
    expect(lines.join()).toContain('/hooks/listings');
    expect(lines.join()).not.toContain(token);
  });
});

describe('the body', () => {
  it.for([
    [
      'text',
      'external_id=7',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'unsupported_media_type',
    ],
    ['broken JSON', '{"external_id":', {}, 400, 'invalid_json'],
    ['nothing', '', {}, 400, 'invalid_json'],
    ['two megabytes', JSON.stringify({ description: 'x'.repeat(2_000_000) }), {}, 413, 'payload_too_large'],
    ['a hundred and one listings', Array(101).fill(listing), {}, 413, 'too_many_listings'],
  ] as [string, unknown, Record<string, string>, number, string][])(
    'is refused when it is %s',
    async ([, payload, headers, status, code]) => {
      const { pool, send } = await createTestHook(sharing);
      expect(await send(payload, { ...bearer, ...headers })).toMatchObject({
        status,
        headers: { 'content-type': expect.stringContaining('application/problem+json') },
        body: { status, code },
      });
      expect(await count(pool, 'listing')).toBe(0);
    },
  );

  it('may hold wrong listings beside good ones: these are taken, and the answer says what is wrong', async () => {
    const { pool, send } = await createTestHook(sharing);
    const payload = [
      listing,
      { external_id: '8', photo_urls: ['ftp://x'] },
      9,
      { type: 'order.paid', data: {} },
    ];
    expect(await send(payload, bearer)).toMatchObject({
      status: 422,
      body: {
        ...{ code: 'invalid_listing', accepted: 2, enqueued: 2, unchanged: 0 },
        warnings: [{ index: 1, reason: 'photo 1 has a ftp: address, not http or https' }],
        rejected: [
          { index: 2, reason: expect.stringContaining('is not a listing') },
          { index: 3, reason: expect.stringContaining('type must begin with listing') },
        ],
      },
    });
    expect(await readLedger(pool)).toHaveLength(2);
  });

  it('changes nothing when it says nothing new, and of one listing told twice the last counts', async () => {
    const { pool, send } = await createTestHook(sharing);
    await send([{ ...listing, title: 'Jaguar' }, listing], bearer);
    expect((await send(listing, bearer)).body).toEqual({ accepted: 1, enqueued: 0, unchanged: 1 });
    const { rows } = await pool.query('SELECT title FROM honeyburst.listing');
    expect(rows).toEqual([{ title: 'Jazzmaster' }]);
    expect(await readLedger(pool)).toHaveLength(1);
  });

  it('puts an unchanged listing on the ledger that is not there yet', async () => {
    const database = await createReviewDatabase();
    const { pool, send } = await createTestHook(sharing, database);
    await upsertListings(pool, database.taxonomy, [
      sampleListing({ externalId: '7', title: 'Jazzmaster', photoUrls: listing.photo_urls }),
    ]);
    expect((await send(listing, bearer)).body).toEqual({ accepted: 1, enqueued: 1, unchanged: 1 });
  });

  it('is stored without a live model, for a backfill to find', async () => {
    const { pool, send } = await createTestHook(sharing);
    await pool.query('UPDATE honeyburst.model SET live = false');
    expect((await send(listing, bearer)).body).toEqual({ accepted: 1, enqueued: 0, unchanged: 0 });
    expect(await count(pool, 'finding')).toBe(1);
  });

  it('survives the same listings in any order from many senders at once', async () => {
    const { pool, send } = await createTestHook(sharing);
    const many = Array.from({ length: 20 }, (_, i) => ({ ...listing, external_id: String(i) }));
    const versions = Array.from({ length: 12 }, (_, version) => {
      const changed = many.map((one) => ({ ...one, title: `version ${version % 3}` }));
      return version % 2 === 0 ? changed : changed.reverse();
    });
    const answers = await Promise.all(versions.map((version) => send(version, bearer)));
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(202));
    const { rows } = await pool.query(
      `SELECT FROM honeyburst.listing l JOIN honeyburst.enrichment e
           ON e.listing_id = l.id AND e.content_hash = l.content_hash AND e.state = 'pending'`,
    );
    expect(rows).toHaveLength(20);
  });
});

describe('an event', () => {
  it('brings a listing as its data', async () => {
    const { pool, send } = await createTestHook(sharing);
    const event = { type: 'listing.updated', timestamp: '2026-01-01T00:00:00Z', data: listing };
    expect((await send(event, bearer)).body).toMatchObject({ accepted: 1, enqueued: 1 });
    expect(await count(pool, 'listing_photo')).toBe(1);
  });

  it.for([
    ['listing.deleted', 'deleted'],
    ['listing.ended', 'ended'],
    ['listing.sold', 'ended'],
  ])('%s keeps what is known of the listing and takes its suggestion back', async ([type, state]) => {
    const { pool, send } = await createTestHook(sharing);
    const { listingId } = await suggest(pool, { listing: { finish: 'reddish' } });
    const find = async () =>
      (
        await pool.query(
          `SELECT l.external_id, l.state, l.finish, s.status FROM honeyburst.listing l
             JOIN honeyburst.suggestion s ON s.listing_id = l.id WHERE l.id = $1`,
          [listingId],
        )
      ).rows[0];
    const { external_id } = await find();
    const told = await send({ type, data: { external_id } }, bearer);
    expect(told.body).toEqual({ accepted: 1, enqueued: 0, unchanged: 0 });
    expect(await find()).toMatchObject({ state, finish: 'reddish', status: 'superseded' });
    expect((await send({ type, data: { id: 'unheard of' } }, bearer)).body).toMatchObject({ unchanged: 1 });
  });
});

const samples = fileURLToPath(new URL('../../../shared/reverb', import.meta.url));

it.skipIf(!existsSync(samples))(
  'takes every sample of Reverb listings (../shared/reverb, skipped where absent)',
  async () => {
    const { pool, send } = await createTestHook(sharing);
    const files = await readdir(samples);
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      const { status, body } = await send(await readFile(`${samples}/${file}`, 'utf8'), bearer);
      expect([file, status, body.unchanged]).toEqual([file, 202, 0]);
    }
    expect(await count(pool, 'listing_photo')).toBeGreaterThan(3);
  },
);
