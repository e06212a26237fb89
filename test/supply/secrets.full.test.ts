import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { expect, it, onTestFinished } from 'vitest';
import { writeModelFolder } from '../../src/classifier/model-folder.js';
import { customVisionBackend } from '../../src/custom-vision/client/backend.js';
import type { Pool } from '../../src/database/pool.js';
import { remoteModel } from '../custom-vision/client/remote-model.js';
import { photo } from '../enrichment/catalogue.js';
import { createTestDatabase } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { createTestServer } from '../support/http-server.js';
import { honeyburst } from '../support/program.js';
import { serve } from '../support/serve.js';
import { findSecrets } from './secrets.js';

const program = fileURLToPath(new URL('../../bin/honeyburst.js', import.meta.url));

const whsec = (n: number) => `whsec_${Buffer.from(`planted-signing-secret-number-${n}`).toString('base64')}`;
/** One of each kind; with signs that addresses and JSON write otherwise. */
const planted = {
  database: 'planted/database+pass=word',
  redis: 'planted/redis+pass=word',
  training: 'planted-training-key-0123456789abcdef',
  prediction: 'planted-prediction-key-0123456789abcdef',
  hookSecret: whsec(1),
  hookToken: 'planted-hook-token-0123456789',
  webhookSecret: whsec(2),
  webhookUrl: 'planted-webhook-address-token',
  signature: 'planted-photo-signature-0123',
  collector: 'planted-collector-header',
  collectorUrl: 'planted-collector-password',
  wrongKey: 'planted-wrong-key-0123456789abcdef',
  wrongCookie: 'planted-wrong-cookie',
  query: 'planted-query-of-a-client',
};

it('spellings of a secret are found', () => {
  for (const text of [
    planted.database,
    encodeURIComponent(planted.database),
    'x cGxhbnRlZC9kYXRhYmFzZStwYXNzPXdvcmQ= y',
  ])
    expect(findSecrets(text, { database: planted.database })).toHaveLength(1);
  expect(findSecrets('planted', planted)).toEqual([]);
});

it('no secret gets into output, logs, errors on the ledger, metrics, traces or queue', async () => {
  const database = await createTestDatabase();
  const login = `secret_${new URL(database.url).pathname.slice(1)}`;
  await database.pool.query(`CREATE ROLE ${login} LOGIN SUPERUSER PASSWORD '${planted.database}'`);
  onTestFinished(async () => void (await database.pool.query(`DROP OWNED BY ${login}; DROP ROLE ${login}`)));
  const url = new URL(database.url);
  url.username = login;
  url.password = encodeURIComponent(planted.database);
  const { folder, remove } = await makeFolder();
  onTestFinished(remove);

  const collected: string[] = [];
  const collector = await createTestServer(async (request, response) => {
    for await (const chunk of request) collected.push(String(chunk));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  // Hosts that fail and say what they were sent, as careless ones do.
  const careless = await createTestServer(async (request, response) => {
    const said = JSON.stringify({ url: request.url, headers: request.headers });
    const status = request.url!.startsWith('/gone') ? 404 : request.url!.startsWith('/moved') ? 302 : 500;
    response.writeHead(status, {
      location: `http://10.0.0.1/x?sig=${planted.signature}`,
      'x-said': said.slice(0, 500),
    });
    response.end(JSON.stringify({ code: 'Failed', message: said, error: { code: 'Failed', message: said } }));
  });
  const closed = await freePort();

  const environment: Record<string, string> = {
    DATABASE_URL: url.href,
    HONEYBURST_HOME: join(folder, 'home'),
    HONEYBURST_LOG_LEVEL: 'trace',
    PHOTO_ALLOW_HOSTS: careless.host,
    PHOTO_TIMEOUT_MS: '2000',
    QUEUE_ATTEMPTS: '2',
    QUEUE_BACKOFF_MS: '10',
    INFERENCE_THREADS: '1',
    CUSTOM_VISION_ENDPOINT: careless.url,
    CUSTOM_VISION_TRAINING_KEY: planted.training,
    CUSTOM_VISION_PREDICTION_KEY: planted.prediction,
    CUSTOM_VISION_PREDICTION_RESOURCE_ID: '/subscriptions/x',
    CUSTOM_VISION_RETRY_MS: '0',
    HOOK_SECRETS: planted.hookSecret,
    HOOK_TOKEN: planted.hookToken,
    WEBHOOK_URL: `${careless.url}/hook?token=${planted.webhookUrl}`,
    WEBHOOK_SECRET: planted.webhookSecret,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${planted.collector}`,
  };
  let output = '';
  const run = async (args: string[], changes: Record<string, string> = {}) => {
    const result = await honeyburst(args, { ...environment, ...changes });
    output += `\n$ ${args[0]}: ${result.status}\n${result.stdout}${result.stderr}`;
    return result;
  };
  expect((await run(['migrate'])).status).toBe(0);
  // The one exception: a key is shown to whoever makes it.
  const token = async (name: string, role: string) =>
    (await honeyburst(['tokens', 'create', name, '--role', role], environment)).stdout.trim();
  const [admin, training] = [await token('me', 'admin'), await token('shop', 'training')];
  const secrets: Record<string, string> = { ...planted, admin, training };

  const signed = (path: string) => `${careless.url}${path}?sig=${planted.signature}&expires=1`;
  const listing = (id: string, urls: unknown) => ({
    external_id: id,
    make: 'Fender',
    title: 'Strat',
    state: 'live',
    photo_urls: urls,
  });
  await writeFile(
    join(folder, 'listings.jsonl'),
    [
      listing('fails', [signed('/fails.jpg')]),
      listing('gone', [signed('/gone.jpg')]),
      listing('none', [`not an address?sig=${planted.signature}`]),
      listing('moved', [signed('/moved.jpg')]),
      listing('wrong', signed('/wrong.jpg')),
      { ...listing('worse', [{ href: signed('/wrong.jpg') }]), title: 7 },
    ]
      .map((row) => JSON.stringify(row))
      .join('\n')
      .concat(`\n{"external_id": "broken", "photo_urls": ["${signed('/broken.jpg')}"`),
  );
  expect((await run(['models', 'import', 'reference'])).status).toBe(0);
  await run(['import', join(folder, 'listings.jsonl')]);
  // Who writes the table directly may write what an import refuses.
  await database.pool.query(
    `INSERT INTO honeyburst.listing_photo SELECT id, 1 + row_number() OVER (), $1 || external_id FROM honeyburst.listing`,
    [`ftp://${careless.host}/x?sig=${planted.signature}`],
  );
  await run(['backfill']);
  await run(['worker', '--drain']);
  await run(['doctor']);
  await run(['doctor', '--json'], {
    DATABASE_URL: `${database.url.replace(/\/\/[^@]*@/, '//')}?user=${login}&password=${encodeURIComponent(planted.database)}`,
  });
  // The report names each photo as it was asked for; the rest must not.
  const asked = [signed('/gone.jpg'), signed('/fails.jpg')];
  const classified = await honeyburst(['classify', '--json', ...asked], environment);
  output += asked.reduce(
    (text, address) => text.replaceAll(address, ''),
    classified.stdout + classified.stderr,
  );
  await run(['tokens', 'list']);

  // Custom Vision fails under a worker, and under training.
  await writeModelFolder(join(folder, 'remote'), customVisionBackend, remoteModel().description);
  await run(['models', 'import', join(folder, 'remote')]);
  await run(['classify', await redPhoto(folder), '--model', 'remote']);
  for (const [family, colour] of [
    ['red', 'fiesta-red'],
    ['blue', 'lake-placid-blue'],
  ] as const) {
    await mkdir(join(folder, 'photos', family), { recursive: true });
    for (let n = 1; n <= 12; n++)
      await writeFile(join(folder, 'photos', family, `${n}.jpg`), await photo(colour, n));
  }
  await run(['train', join(folder, 'photos'), '--name', 'cloud', '--engine', 'custom-vision', '--flat']);

  await useServer(
    { environment, signed, admin, training, pool: database.pool, onOutput: (text) => (output += text) },
    secrets,
  );

  // What cannot be reached, with passwords in its address. Each mostly waits, so all do at once.
  const redis = `redis://honey:${encodeURIComponent(planted.redis)}@127.0.0.1:${closed}`;
  const unreachable = new URL(url);
  unreachable.port = String(closed);
  const refused = new URL(url);
  refused.username = 'nobody';
  const collectorUrl = `http://honey:${planted.collectorUrl}@127.0.0.1:${closed}`;
  const wrong = {
    DATABASE_URL: `mysql://x:${encodeURIComponent(planted.database)}@y/z`,
    REDIS_URL: `http://:${encodeURIComponent(planted.redis)}@y`,
    WEBHOOK_SECRET: planted.webhookUrl,
    HOOK_TOKEN: `${planted.hookToken}!`,
  };
  const [doctor] = await Promise.all([
    run(['doctor'], { REDIS_URL: redis, DATABASE_DIRECT_URL: url.href }),
    runFor(4000, ['worker', '--drain'], { ...environment, REDIS_URL: redis }, (text) => {
      output += text;
    }),
    ...[['migrate'], ['worker', '--drain'], ['serve', '--port', '0'], ['doctor']].map((args) =>
      run(args, { DATABASE_URL: unreachable.href }),
    ),
    run(['migrate'], { DATABASE_URL: refused.href }),
    run(['backfill'], { OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl }),
    run(['doctor'], wrong),
  ]);
  expect(doctor!.stdout).toContain(`Redis at 127.0.0.1:${closed} does not answer`);

  expect(output).toContain('photo');
  expect(output.length).toBeGreaterThan(5000);
  expect(collected.join('')).toContain('enrich');
  const rows = await readDatabase(database.pool);
  expect(rows).toContain('photo_not_found');
  expect({
    output: findSecrets(output, secrets),
    traces: findSecrets(collected.join(''), secrets),
    database: findSecrets(rows, secrets),
  }).toEqual({ output: [], traces: [], database: [] });
});

/** Hook, page, failing photos and webhooks of `serve`, with right and wrong keys. */
async function useServer(
  given: {
    environment: Record<string, string>;
    signed: (path: string) => string;
    admin: string;
    training: string;
    pool: Pool;
    onOutput: (text: string) => void;
  },
  secrets: Record<string, string>,
): Promise<void> {
  const { environment, signed, admin, training, pool, onOutput } = given;
  // Something to review, whose photo fails.
  await pool.query(
    `INSERT INTO honeyburst.suggestion (listing_id, enrichment_id, model, level, family, finish, confidence, reasons, evidence)
     SELECT e.listing_id, e.id, e.model, 'finish', 'red', 'fiesta-red', 0.9, '{missing}', jsonb_build_object('photos',
            jsonb_build_array(jsonb_build_object('position', 0, 'url', $1::text, 'bodyShare', 1, 'weight', 1, 'family', '{"label": "red", "confidence": 0.9}'::jsonb)), 'alternatives', '[]'::jsonb,
            'text', '{"agreement": "absent", "finish": null, "family": null, "phrase": null}'::jsonb, 'stated', '{"text": null, "finish": null, "family": null}'::jsonb)
       FROM honeyburst.enrichment e ORDER BY e.id LIMIT 1`,
    [signed('/fails.jpg')],
  );
  const { url, server, output } = await serve(environment);
  const json = { 'content-type': 'application/json' };
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, { method: 'POST', headers: { ...json, ...headers }, body });
  const body = JSON.stringify({
    external_id: 'hooked',
    title: 'x',
    state: 'live',
    photo_urls: [signed('/gone.jpg')],
  });
  expect((await post(`/hooks/listings?token=${planted.hookToken}`, body)).status).toBe(202);
  await post(`/hooks/listings?token=${planted.wrongKey}`, body);
  await post('/hooks/listings', `{"photo_urls": ["${signed('/broken.jpg')}"`, {
    authorization: `Bearer ${planted.hookToken}`,
  });
  await post('/hooks/listings', body, { authorization: `Bearer ${planted.wrongKey}` });
  const at = new Date();
  const message = (key: string) => ({
    'webhook-id': 'm1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(key).sign('m1', at, body),
  });
  expect((await post('/hooks/listings', body, message(planted.hookSecret))).status).toBe(202);
  await post('/hooks/listings', body, message(planted.webhookSecret));

  const signIn = await post('/v1/session', JSON.stringify({ key: admin }), {
    'x-honeyburst': 'page',
    origin: url,
  });
  const cookie = (signIn.headers.get('set-cookie') ?? '').split(';')[0]!;
  expect(cookie).toContain('honeyburst_session=');
  secrets.cookie = cookie.split('=')[1]!;
  await post('/v1/session', JSON.stringify({ key: planted.wrongKey }), {
    'x-honeyburst': 'page',
    origin: url,
  });
  const paths = [
    '/',
    '/v1/session',
    '/v1/suggestions',
    '/v1/overview',
    '/v1/suggestions/1/photos/0',
    '/queues/api/queues',
    `/v1/listings?${planted.query}`,
    `/%zz?key=${planted.query}`,
    `/nowhere?key=${planted.query}`,
  ];
  for (const path of paths) {
    await fetch(`${url}${path}`, { headers: { cookie } });
    await fetch(`${url}${path}`, { headers: { cookie: `honeyburst_session=${planted.wrongCookie}` } });
  }
  const bearer = { authorization: `Bearer ${admin}` };
  await post('/v1/classify', JSON.stringify({ url: signed('/fails.jpg') }), bearer);
  const decided = await post(
    '/v1/suggestions/1/review',
    JSON.stringify({ revision: 0, decision: 'rejected' }),
    bearer,
  );
  expect(decided.status).toBe(200);
  const vision = `${url}/customvision/v3.3/training/projects`;
  for (const key of [training, planted.wrongKey]) await fetch(vision, { headers: { 'Training-Key': key } });
  await expect.poll(output).toContain('Webhook receiver');
  const metrics = await (await fetch(`${url}/metrics`, { headers: bearer })).text();
  expect(metrics).toContain('honeyburst_http_request_duration_seconds');
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  onOutput(output() + metrics);
}

/** Everything that the database holds, but what is there to be kept: addresses of photos, keys to sign with. */
async function readDatabase(pool: Pool): Promise<string> {
  const { rows: columns } = await pool.query<{ sql: string }>(
    `SELECT format('SELECT string_agg(%I::text, '' '') AS text FROM %I.%I', column_name, table_schema, table_name) AS sql
       FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
      WHERE table_schema IN ('honeyburst', 'custom_vision_client', 'custom_vision_server', 'bullmq') AND table_type = 'BASE TABLE'
        AND (table_name, column_name) NOT IN (('listing_photo', 'url'), ('prediction', 'url'), ('suggestion', 'evidence'))`,
  );
  const texts: string[] = [];
  for (const { sql } of columns)
    texts.push((await pool.query<{ text: string | null }>(sql)).rows[0]!.text ?? '');
  return texts.join('\n');
}

/** A command that would go on for ever, until SIGTERM. */
async function runFor(
  ms: number,
  args: string[],
  environment: Record<string, string>,
  onOutput: (text: string) => void,
) {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [program, ...args], { env: { PATH, ...environment } });
  onTestFinished(() => void child.kill('SIGKILL'));
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => onOutput(String(chunk)));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const timers = [
    setTimeout(() => child.kill('SIGTERM'), ms),
    setTimeout(() => child.kill('SIGKILL'), ms + 10_000),
  ];
  await ended;
  for (const timer of timers) clearTimeout(timer);
}

async function redPhoto(folder: string): Promise<string> {
  const file = join(folder, 'red.jpg');
  await writeFile(file, await photo('fiesta-red'));
  expect((await readFile(file)).length).toBeGreaterThan(100);
  return file;
}

/** A port that nothing listens on. */
async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
