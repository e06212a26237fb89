import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createServer } from '../../src/http/server.js';
import { registerTracing } from '../../src/http/tracing-hooks.js';
import { openTracing } from '../../src/tracing/open-tracing.js';
import { traced } from '../../src/tracing/tracing.js';
import { insertListing, photo, readLedger } from '../enrichment/catalogue.js';
import { createPipeline } from '../enrichment/pipeline.js';
import { backends } from '../queue/backends.js';
import { createTestDatabase, testLog } from '../support/database.js';
import { type CollectedSpan, createCollector } from './collector.js';

async function open({ share = 1, endpoint }: { share?: number; endpoint: string }) {
  const tracing = await openTracing({ endpoint, serviceName: 'shop', share }, testLog);
  let closed = false;
  const close = async () => {
    if (!closed) await tracing.close();
    closed = true;
  };
  onTestFinished(close);
  return { tracing, close };
}

/** From the span up to the first of its trace. */
function ancestry(spans: readonly CollectedSpan[], span: CollectedSpan): string[] {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
  return [span.name, ...(parent ? ancestry(spans, parent) : [])];
}

it('joins the trace that a request names only if its sender is known', async () => {
  const collector = await createCollector();
  const { tracing, close } = await open({ endpoint: collector.url });
  const { pool } = await createTestDatabase();
  const server = createServer({ pool, log: testLog });
  registerTracing(server, tracing);
  server.addHook('onRequest', async (request) => {
    request.isProven = request.headers.authorization !== undefined;
  });
  server.get('/things', async () => 'some');
  const ask = (traceId: string, headers = {}) =>
    server.inject({
      url: '/things',
      headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01`, ...headers },
    });
  const [stranger, friend] = ['a'.repeat(32), 'b'.repeat(32)] as const;
  await ask(stranger);
  await ask(friend, { authorization: 'Bearer key' });
  await server.close();
  await close();
  expect(collector.spans).toHaveLength(2);
  expect(collector.spans.map(({ traceId }) => traceId)).not.toContain(stranger);
  expect(collector.spans.map(({ traceId }) => traceId)).toContain(friend);
});

describe.for(backends)('a trace through the queue on $backend', (backend) => {
  it('leads from the request over dispatch and job to every stage', async () => {
    const collector = await createCollector();
    const { tracing, close } = await open({ endpoint: collector.url });
    const pipeline = await createPipeline(backend, {
      photos: { '/a.jpg': await photo('fiesta-red') },
      observer: tracing.observer,
      tracing: tracing.queue,
    });
    const server = createServer({ pool: pipeline.pool, log: testLog });
    registerTracing(server, tracing);
    server.addHook('onRequest', async (request) => {
      request.isProven = request.headers.authorization !== undefined;
    });
    server.post('/hooks/:shop', async () => {
      const id = await insertListing(pipeline.pool, { photos: [`${pipeline.server.url}/a.jpg`] });
      return pipeline.backfill({ listingIds: [id], priority: 1, traceParent: tracing.traceParent() });
    });
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const answer = await server.inject({
      method: 'POST',
      url: '/hooks/mine',
      headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01`, authorization: 'Bearer key' },
      payload: { some: 'body' },
    });
    expect(answer.json()).toMatchObject({ added: 1 });
    await server.inject('/healthz');
    await pipeline.drain();
    await server.close();
    await close();

    const { spans } = collector;
    const joined = spans.filter((span) => span.traceId === traceId);
    const wayTo = (name: string) => {
      const [span, ...others] = joined.filter((one) => one.name === name);
      expect(others, name).toEqual([]);
      return ancestry(joined, span!);
    };
    const job = joined.find(({ kind }) => kind === 5)!.name;
    for (const stage of ['claim', 'fetch', 'decode', 'classify', 'write']) {
      expect(wayTo(stage)).toEqual([stage, 'enrich', job, 'dispatch', 'POST /hooks/:shop']);
    }
    expect(joined.find(({ name }) => name === 'POST /hooks/:shop')).toMatchObject({
      parentSpanId: 'b7ad6b7169203331',
      kind: 2,
      service: 'shop',
      attributes: { 'http.response.status_code': 200 },
    });
    const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
    expect(roots.map(({ name }) => name)).toEqual([]);
  });

  it('is one for each listing of a backfill, linked to the backfill; failures say their code', async () => {
    const collector = await createCollector();
    const { tracing, close } = await open({ endpoint: collector.url });
    const pipeline = await createPipeline(backend, {
      photos: { '/a.jpg': await photo('fiesta-red') },
      observer: tracing.observer,
      tracing: tracing.queue,
    });
    await insertListing(pipeline.pool, { photos: [`${pipeline.server.url}/a.jpg`] });
    await insertListing(pipeline.pool, { photos: [`${pipeline.server.url}/gone.jpg`] });
    await traced(tracing, 'backfill', () => pipeline.backfill({ traceParent: tracing.traceParent() }));
    await pipeline.drain();
    await close();

    const { spans } = collector;
    const [backfill] = spans.filter(({ name }) => name === 'backfill');
    const dispatches = spans.filter(({ name }) => name === 'dispatch');
    expect(new Set(dispatches.map(({ traceId }) => traceId)).size).toBe(2);
    for (const { links, traceId } of dispatches) {
      expect(links).toMatchObject([{ traceId: backfill!.traceId, spanId: backfill!.spanId }]);
      expect(traceId).not.toBe(backfill!.traceId);
    }
    const enriched = spans.filter(({ name }) => name === 'enrich');
    expect(enriched.map(({ traceId }) => traceId).sort()).toEqual(
      dispatches.map(({ traceId }) => traceId).sort(),
    );
    const failed = enriched.filter(({ status }) => status.code === 2);
    expect(failed).toHaveLength(1);
    expect(failed[0]!.attributes).toMatchObject({ 'honeyburst.photos.failed': 1 });
    expect(failed[0]!.attributes['error.type']).toBe((await readLedger(pipeline.pool))[1]!.error_code);
  });
});

describe('tracing', () => {
  it('keeps no trace where the share is 0, and the ledger still carries the context', async () => {
    const collector = await createCollector();
    const { tracing, close } = await open({ endpoint: collector.url, share: 0 });
    const context = await traced(tracing, 'backfill', async () => tracing.traceParent());
    expect(context).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(tracing.traceParent()).toBeUndefined();
    await close();
    expect(collector.spans).toEqual([]);
  });

  it('does its work without it', async () => {
    expect(await traced(undefined, 'backfill', async () => 7)).toBe(7);
  });

  it('says that no collector answers, and closes all the same', async () => {
    let lines = '';
    const log = pino({}, { write: (line: string) => (lines += line) });
    const tracing = await openTracing({ endpoint: 'http://127.0.0.1:1', serviceName: 'shop', share: 1 }, log);
    await traced(tracing, 'backfill', async () => {});
    await tracing.close();
    // Without what may be a password before it.
    expect(lines).toContain('"collector":"127.0.0.1:1"');
    expect(lines).toContain('tracing: ');
  });
});
