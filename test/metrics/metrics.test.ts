import { expect, it } from 'vitest';
import { createPhotoBatches } from '../../src/classifier/photo-batches.js';
import { createRemoteClassifier } from '../../src/custom-vision/client/classifier.js';
import { registerMetrics } from '../../src/http/metrics-route.js';
import { createServer } from '../../src/http/server.js';
import { createMetrics } from '../../src/metrics/metrics.js';
import { answer, createPredictionServer } from '../custom-vision/client/prediction-server.js';
import { networks, remoteConfig, remoteModel } from '../custom-vision/client/remote-model.js';
import { insertListing, photo } from '../enrichment/catalogue.js';
import { createPipeline } from '../enrichment/pipeline.js';
import { backends } from '../queue/backends.js';
import { preparePhotos } from '../support/classifier-contract.js';
import { createTestDatabase, testLog } from '../support/database.js';
import { parseExposition, scrape } from './exposition.js';

it('measures stages, outcomes, photos and failures of the listings that are worked on', async () => {
  const metrics = createMetrics();
  const pipeline = await createPipeline(backends[0]!, {
    photos: { '/a.jpg': await photo('fiesta-red'), '/text.jpg': Buffer.from('no photo at all') },
    observer: metrics.observer,
    concurrency: 1,
  });
  const add = (...paths: string[]) =>
    insertListing(pipeline.pool, { photos: paths.map((path) => pipeline.server.url + path) });
  await add('/a.jpg', '/gone.jpg');
  await add('/a.jpg');
  await add('/text.jpg');
  await pipeline.backfill();
  await pipeline.drain({ onOutcome: metrics.outcome });

  const series = await scrape(metrics.registry);
  expect(series.get('honeyburst_enrichments_total{outcome="suggested"}')).toBe(2);
  expect(series.get('honeyburst_enrichments_total{outcome="failed"}')).toBe(1);
  expect(series.get('honeyburst_enrichments_total{outcome="error"}')).toBe(0);
  expect(series.get('honeyburst_photos_total{result="scored"}')).toBe(1);
  expect(series.get('honeyburst_photos_total{result="known"}')).toBe(1);
  expect(series.get('honeyburst_photos_total{result="failed"}')).toBe(2);
  const failures = [...series].filter(([name]) => name.startsWith('honeyburst_enrichment_failures_total'));
  expect(failures).toEqual([[expect.stringMatching(/code="\w+",final="true"/), 1]]);
  expect(
    [...series.keys()].filter((name) => name.startsWith('honeyburst_photo_failures_total')).sort(),
  ).toEqual([expect.stringContaining('stage="decode"'), expect.stringContaining('stage="fetch"')]);
  for (const stage of ['claim', 'fetch', 'decode', 'classify']) {
    expect(series.get(`honeyburst_stage_duration_seconds_count{stage="${stage}"}`), stage).toBe(3);
  }
  expect(series.get('honeyburst_stage_duration_seconds_count{stage="write"}')).toBe(2);
  expect(series.get('honeyburst_listings_in_progress')).toBe(0);
});

it('measures how many photos share a batch', async () => {
  const metrics = createMetrics();
  const pool = { threads: 1, run: async () => ({ families: new Float32Array(8) }) };
  const batches = createPhotoBatches(pool, 1, metrics.batch);
  const pixel = { data: new Uint8Array(4), rows: { width: 1, height: 1, channels: 4 } } as never;
  await Promise.all(Array.from({ length: 10 }, () => batches.run(pixel)));
  const series = await scrape(metrics.registry);
  expect(series.get('honeyburst_classifier_batch_photos_sum')).toBe(10);
  expect(series.get('honeyburst_classifier_batch_photos_count')).toBe(2);
  expect(series.get('honeyburst_classifier_batch_photos_bucket{le="2"}')).toBe(1);
});

it('counts calls to Custom Vision, those that it throttled by their code', async () => {
  const metrics = createMetrics();
  const { pool } = await createTestDatabase();
  const server = await createPredictionServer(networks);
  let asked = 0;
  server.intercept((_, response) => {
    if (asked++ > 0) return false;
    answer(response, 429, { error: { code: '429', message: 'Rate limit is exceeded.' } });
    return true;
  });
  const classifier = await createRemoteClassifier(remoteModel(), {
    config: remoteConfig(server.url),
    openDatabase: async () => pool,
    log: testLog,
    onAttempt: metrics.customVisionCall,
  });
  await classifier.classify((await preparePhotos(classifier)).slice(0, 1));
  await classifier.close();
  const series = await scrape(metrics.registry);
  const calls = (result: string) => series.get(`honeyburst_custom_vision_calls_total{result="${result}"}`);
  expect(calls('custom_vision_throttled')).toBe(1);
  expect(calls('answered')).toBe(server.answered.length);
});

it('serves itself, and measures requests by their route, whatever their address', async () => {
  const metrics = createMetrics();
  const server = createServer({ pool: { query: async () => {} } as never, log: testLog });
  registerMetrics(server, metrics);
  await server.register(async (scope) => {
    scope.get('/listings/:id', async (_, reply) => reply.code(418).send());
  });
  await server.inject('/listings/1?key=secret');
  await server.inject('/listings/2');
  await server.inject('/no/such/page');
  const scraped = await server.inject('/metrics');
  expect(scraped.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  const series = parseExposition(scraped.payload);
  const requests = (labels: string) =>
    series.get(`honeyburst_http_request_duration_seconds_count{${labels}}`);
  expect(requests('method="GET",route="/listings/:id",status="418"')).toBe(2);
  expect(requests('method="GET",route="unknown",status="404"')).toBe(1);
  expect(scraped.payload).not.toMatch(/secret|such/);
  expect(series.get('process_cpu_seconds_total')).toBeGreaterThan(0);
  await server.close();
});

it('is kept from those who may not read it', async () => {
  const server = createServer({ pool: {} as never, log: testLog });
  registerMetrics(server, createMetrics(), { authorise: async (_, reply) => reply.code(401).send() });
  expect((await server.inject('/metrics')).statusCode).toBe(401);
  expect((await server.inject('/healthz')).statusCode).toBe(200);
});
