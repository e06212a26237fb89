import type { FastifyInstance, InjectOptions, RouteOptions } from 'fastify';
import { onTestFinished } from 'vitest';
import { parseConfig } from '../../src/config/config.js';
import type { Pool } from '../../src/database/pool.js';
import { type ApiRole, apiRoles, createApiToken } from '../../src/http/api-token.js';
import type { ServiceContext } from '../../src/http/context.js';
import { createServer } from '../../src/http/server.js';
import { service } from '../../src/http/service.js';
import { createPhotoFetcher } from '../../src/photo/fetch.js';
import { createQueue } from '../../src/queue/queue.js';
import { followTaxonomy } from '../../src/taxonomy/follow.js';
import { createReviewDatabase, plain } from '../review/pending.js';
import { testLog } from '../support/database.js';

export interface TestService {
  pool: Pool;
  server: FastifyInstance;
  /** All that Fastify knows below the service, HEAD left out. */
  routes: RouteOptions[];
  keys: Record<ApiRole, string>;
  /** Asks with the key of that role. */
  ask(
    role: ApiRole,
    method: InjectOptions['method'] & string,
    url: string,
    payload?: unknown,
    // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what tests are about
  ): Promise<{ status: number; headers: Record<string, unknown>; body: any; text: string }>;
}

const rejectClassifier: ServiceContext['classifier'] = () => Promise.reject(new Error('no classifier'));

/** The whole service on a database of its own, with a key for each role. */
export async function createTestService({
  ratePerMinute = 1_000_000,
  ...options
}: Partial<ServiceContext> & { ratePerMinute?: number } = {}): Promise<TestService> {
  const { pool, url, taxonomy } = await createReviewDatabase();
  const { photo } = parseConfig({ PHOTO_ALLOW_HOSTS: '127.0.0.1', PHOTO_TIMEOUT_MS: '60000' });
  const fetcher = createPhotoFetcher(photo, { log: testLog });
  const queue = createQueue({
    ...{ name: 'test', databaseUrl: url, log: testLog, attempts: 1, backoffMs: 1 },
  });
  const server = createServer({ pool, log: testLog, ratePerMinute });
  const routes: RouteOptions[] = [];
  server.addHook('onRoute', (route) => {
    if (route.method !== 'HEAD') routes.push(route);
  });
  await server.register(service, {
    ...{ pool, queue, photoLimits: photo, baseUrl: undefined },
    taxonomy: followTaxonomy(pool, taxonomy),
    review: plain,
    fetchPhoto: (address) => fetcher.fetch(address),
    classifier: rejectClassifier,
    ...options,
  });
  await server.ready();
  onTestFinished(async () => {
    await server.close();
    await queue.close();
    await fetcher.close();
  });
  const keys = {} as Record<ApiRole, string>;
  for (const role of apiRoles) keys[role] = (await createApiToken(pool, { name: role, role })).key;
  return {
    ...{ pool, server, routes, keys },
    async ask(role, method, address, payload) {
      const answer = await server.inject({
        ...{ method, url: address },
        headers: { authorization: `Bearer ${keys[role]}` },
        ...(payload === undefined ? {} : { payload: payload as object }),
      });
      const isJson = /json/.test(String(answer.headers['content-type']));
      const { statusCode: status, payload: text, headers } = answer;
      return { status, headers, text, body: isJson ? JSON.parse(text) : undefined };
    },
  };
}
