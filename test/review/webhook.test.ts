import type { IncomingMessage } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { parseConfig } from '../../src/config/config.js';
import { type Pool, withTransaction } from '../../src/database/pool.js';
import { reviewSuggestion } from '../../src/review/decide.js';
import { undoReview } from '../../src/review/undo.js';
import { deliverWebhooks, runWebhooks } from '../../src/review/webhook.js';
import { testLog } from '../support/database.js';
import { createTestServer } from '../support/http-server.js';
import { createReviewDatabase, plain, readSuggestion, suggest } from './pending.js';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const telling = { ...plain, notify: true };

interface Answer {
  status: number;
  headers?: Record<string, string>;
}

/** A receiver that verifies what it gets with the library of Standard Webhooks, and answers in turn; then 204. */
async function createReceiver(...answers: Answer[]) {
  const received: {
    id: string;
    event: { data: Record<string, unknown> };
    authorization?: string | undefined;
  }[] = [];
  const server = await createTestServer({
    '/events': async (request, response) => {
      const body = await read(request);
      const event = new Webhook(secret).verify(body, request.headers as Record<string, string>);
      const { authorization } = request.headers;
      received.push({ id: request.headers['webhook-id'] as string, event: event as never, authorization });
      const { status, headers } = answers.shift() ?? { status: 204 };
      response.writeHead(status, headers).end();
    },
  });
  return { received, options: { url: `${server.url}/events`, secret, log: testLog, backoffMs: 0 } };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function accept(pool: Pool, settings = telling): Promise<number> {
  const { id } = await suggest(pool, { listing: { finish: 'reddish' } });
  await reviewSuggestion(pool, { reviewer: 'ann', id, revision: 0, decision: 'accepted' }, settings);
  return id;
}

async function outbox(pool: Pool) {
  const { rows } = await pool.query(
    `SELECT state, attempts, last_status, last_error, extract(epoch FROM due_at - now())::integer AS "waitSeconds"
       FROM honeyburst.webhook_delivery ORDER BY review_id`,
  );
  return rows;
}

it('tells of a decision and of its undoing, signed and in their order', async () => {
  const { pool } = await createReviewDatabase();
  const { received, options } = await createReceiver();
  const id = await accept(pool);
  await undoReview(pool, { reviewer: 'bob', id, revision: 1 }, telling);
  await accept(pool, plain);
  expect(await deliverWebhooks(pool, options)).toEqual({
    delivered: 2,
    postponed: 0,
    failed: 0,
    gone: false,
  });
  expect(received).toMatchObject([
    {
      event: {
        type: 'suggestion.reviewed',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        data: {
          suggestion_id: id,
          revision: 1,
          external_id: expect.stringMatching(/^listing-/),
          decision: 'accepted',
          family: 'red',
          finish: 'fiesta-red',
          finish_name: 'Fiesta Red',
          reviewer: 'ann',
          before: { status: 'pending', family: 'red', finish: 'fiesta-red', listing_finish: 'reddish' },
        },
      },
    },
    {
      event: {
        data: {
          revision: 2,
          decision: 'undone',
          finish: null,
          reviewer: 'bob',
          before: { status: 'accepted' },
        },
      },
    },
  ]);
  expect(await outbox(pool)).toMatchObject([
    { state: 'delivered', attempts: 1, last_status: 204 },
    { state: 'delivered', attempts: 1, last_status: 204 },
  ]);
  expect(await deliverWebhooks(pool, options)).toMatchObject({ delivered: 0 });
});

it('sends the user and password of the address as Basic authorization', async () => {
  const { pool } = await createReviewDatabase();
  const { received, options } = await createReceiver();
  await accept(pool);
  const url = new URL(options.url);
  url.username = 'shop';
  url.password = 'p:ä ß';
  const summary = await deliverWebhooks(pool, { ...options, url: url.href });
  expect(summary).toMatchObject({ delivered: 1, failed: 0 });
  const { authorization } = received[0]!;
  expect(Buffer.from(authorization!.replace('Basic ', ''), 'base64').toString()).toBe('shop:p:ä ß');
});

it('tries again what failed, under the same id, and holds back what comes after it', async () => {
  const { pool } = await createReviewDatabase();
  const { received, options } = await createReceiver({ status: 500 }, { status: 302 });
  const id = await accept(pool);
  await undoReview(pool, { reviewer: 'ann', id, revision: 1 }, telling);
  expect(await deliverWebhooks(pool, options)).toEqual({
    delivered: 2,
    postponed: 2,
    failed: 0,
    gone: false,
  });
  expect(received.map(({ event }) => event.data.decision)).toEqual([
    'accepted',
    'accepted',
    'accepted',
    'undone',
  ]);
  expect(new Set(received.slice(0, 3).map((one) => one.id)).size).toBe(1);
});

it('waits twice as long after each failure, and as long as the receiver asks', async () => {
  const { pool } = await createReviewDatabase();
  const { options } = await createReceiver(
    { status: 503 },
    { status: 503 },
    { status: 429, headers: { 'retry-after': '900' } },
  );
  await accept(pool);
  const waits: number[] = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    await pool.query('UPDATE honeyburst.webhook_delivery SET due_at = now()');
    await deliverWebhooks(pool, { ...options, backoffMs: 100_000 });
    waits.push((await outbox(pool))[0].waitSeconds);
  }
  expect(waits).toEqual([100, 200, 900]);
});

it('gives up after fifteen attempts, and says why', async () => {
  const { pool } = await createReviewDatabase();
  await accept(pool);
  // A port that nobody listens on.
  const options = { url: 'http://127.0.0.1:1/secret-path', secret, log: testLog, backoffMs: 0 };
  expect(await deliverWebhooks(pool, options)).toEqual({
    delivered: 0,
    postponed: 14,
    failed: 1,
    gone: false,
  });
  expect(await outbox(pool)).toMatchObject([{ state: 'failed', attempts: 15, last_status: null }]);
  const [{ last_error }] = await outbox(pool);
  expect(last_error).toContain('127.0.0.1:1');
  expect(last_error).not.toContain('secret-path');
});

it('stops when the receiver wants no more', async () => {
  const { pool } = await createReviewDatabase();
  const { received, options } = await createReceiver({ status: 410 });
  await accept(pool);
  await accept(pool);
  await runWebhooks({ pool, ...options, concurrency: 1 }, new AbortController().signal);
  expect(received).toHaveLength(1);
  expect((await outbox(pool)).map(({ state }) => state)).toEqual(['failed', 'pending']);
});

it('several deliver at once without sending anything twice, and end with the signal', async () => {
  const { pool } = await createReviewDatabase();
  const { received, options } = await createReceiver();
  for (let i = 0; i < 30; i++) await accept(pool);
  const stopping = new AbortController();
  const running = [1, 2, 3].map(() => runWebhooks({ pool, ...options, idleMs: 10 }, stopping.signal));
  await expect.poll(async () => (await outbox(pool)).every(({ state }) => state === 'delivered')).toBe(true);
  stopping.abort();
  await Promise.all(running);
  expect(received).toHaveLength(30);
  expect(new Set(received.map(({ id }) => id)).size).toBe(30);
});

it('what a process took and never reported goes out again', async () => {
  const { pool } = await createReviewDatabase();
  const { received, options } = await createReceiver();
  await accept(pool);
  await pool.query("UPDATE honeyburst.webhook_delivery SET attempts = 1, due_at = now() + interval '31 s'");
  expect(await deliverWebhooks(pool, options)).toMatchObject({ delivered: 0 });
  await pool.query("UPDATE honeyburst.webhook_delivery SET due_at = due_at - interval '31 s'");
  expect(await deliverWebhooks(pool, options)).toMatchObject({ delivered: 1 });
  expect(received).toHaveLength(1);
});

it('a decision and its event are written together or not at all', async () => {
  const { pool } = await createReviewDatabase();
  const { id } = await suggest(pool);
  const decision = { reviewer: 'ann', id, revision: 0, decision: 'accepted' } as const;
  const untouched = async () => {
    expect(await readSuggestion(pool, id)).toMatchObject({ status: 'pending', revision: 0 });
    expect((await pool.query('SELECT FROM honeyburst.review')).rowCount).toBe(0);
    expect(await outbox(pool)).toEqual([]);
  };
  // The server loses the connection between the decision and the commit.
  const crash = withTransaction(pool, async (client) => {
    await reviewSuggestion(client, decision, telling);
    const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
    await pool.query('SELECT pg_terminate_backend($1, 10000)', [rows[0].pid]);
  });
  await expect(crash).rejects.toThrow();
  await untouched();
  // The outbox refuses the event.
  await pool.query('ALTER TABLE honeyburst.webhook_delivery ADD CONSTRAINT outbox_full CHECK (false)');
  await expect(reviewSuggestion(pool, decision, telling)).rejects.toThrow('outbox_full');
  await untouched();
});

it('is off unless it has an address and a key, and wants both', () => {
  expect(parseConfig({}).webhook).toBeUndefined();
  const url = 'https://shop.example/events';
  expect(parseConfig({ WEBHOOK_URL: url, WEBHOOK_SECRET: secret }).webhook).toEqual({ url, secret });
  expect(() => parseConfig({ WEBHOOK_URL: url })).toThrow('WEBHOOK_SECRET');
  expect(() => parseConfig({ WEBHOOK_URL: url, WEBHOOK_SECRET: 'hunter2' })).toThrow(/whsec_(?!.*hunter2)/);
});
