import type { FastifyInstance } from 'fastify';
import { Webhook } from 'standardwebhooks';
import { onTestFinished } from 'vitest';
import type { HookConfig } from '../../src/config/hook.js';
import type { Pool } from '../../src/database/pool.js';
import { registerHook } from '../../src/http/hook-routes.js';
import { createServer } from '../../src/http/server.js';
import type { Log } from '../../src/log.js';
import { followTaxonomy } from '../../src/taxonomy/follow.js';
import type { Taxonomy } from '../../src/taxonomy/taxonomy.js';
import { createReviewDatabase } from '../review/pending.js';
import { testLog } from '../support/database.js';

export const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
export const otherSecret = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;

export interface TestHook {
  pool: Pool;
  /** Posts the payload: text and bytes as they are, anything else as JSON. */
  send(
    payload: unknown,
    headers?: Record<string, string>,
    url?: string,
    // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what tests are about
  ): Promise<{ status: number; headers: Record<string, unknown>; body: any }>;
}

/** What the requests of a test belong to. */
export const traceParent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** The hook alone on a server of its own; the model colour is live. */
export async function createTestHook(
  hook: HookConfig,
  given?: { pool: Pool; taxonomy: Taxonomy },
  log: Log = testLog,
): Promise<TestHook> {
  const { pool, taxonomy } = given ?? (await createReviewDatabase());
  await pool.query('UPDATE honeyburst.model SET live = true');
  const server: FastifyInstance = createServer({ pool, log });
  await server.register(registerHook, {
    pool,
    taxonomy: followTaxonomy(pool, taxonomy),
    hook,
    traceParent: () => traceParent,
    log,
  });
  onTestFinished(() => server.close());
  return {
    pool,
    async send(payload, headers = {}, url = '/hooks/listings') {
      const answer = await server.inject({
        ...{ method: 'POST', url, payload: toText(payload) },
        headers: { 'content-type': 'application/json', ...headers },
      });
      return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
    },
  };
}

/** The headers of a message as the library of Standard Webhooks signs it. */
export function sign(
  payload: unknown,
  { id = 'msg_1', key = secret, secondsAgo = 0 }: { id?: string; key?: string; secondsAgo?: number } = {},
): Record<string, string> {
  const at = new Date(Date.now() - secondsAgo * 1000);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(key).sign(id, at, toText(payload)),
  };
}

function toText(payload: unknown): string {
  return typeof payload === 'string' ? payload : JSON.stringify(payload);
}
