import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeModelFolder } from '../../../src/classifier/model-folder.js';
import { registerModel } from '../../../src/classifier/registry.js';
import { customVisionBackend } from '../../../src/custom-vision/client/backend.js';
import { createRemoteClassifier } from '../../../src/custom-vision/client/classifier.js';
import type { RemoteModel } from '../../../src/custom-vision/client/description.js';
import type { Pool } from '../../../src/database/pool.js';
import { enqueueFindings } from '../../../src/enrichment/producer.js';
import { preparePhoto } from '../../../src/photo/decode.js';
import { syncTaxonomy } from '../../../src/taxonomy/store.js';
import { type Colour, insertListing, photo, readLedger } from '../../enrichment/catalogue.js';
import { createPipeline, ended } from '../../enrichment/pipeline.js';
import { backends } from '../../queue/backends.js';
import { preparePhotos } from '../../support/classifier-contract.js';
import { createTestDatabase, testLog } from '../../support/database.js';
import { makeFolder } from '../../support/folder.js';
import { createTestServer } from '../../support/http-server.js';
import { honeyburst } from '../../support/program.js';
import { answer, createPredictionServer, predictionKey } from './prediction-server.js';
import { networks, remoteConfig, remoteModel, root } from './remote-model.js';

const colours: Colour[] = ['fiesta-red', 'candy-apple-red', 'lake-placid-blue', 'black', 'white'];

async function open(pool: Pool, url: string, settings: Record<string, string> = {}, model?: RemoteModel) {
  const classifier = await createRemoteClassifier(model ?? remoteModel(), {
    config: remoteConfig(url, settings),
    openDatabase: async () => pool,
    log: testLog,
    keepAnswers: true,
  });
  onTestFinished(() => classifier.close());
  return classifier;
}

describe.for(backends)('a worker of a model at Custom Vision, on $backend', (backend) => {
  it('ends with what halts it, and leaves the ledger as it was', async () => {
    const server = await createPredictionServer(networks);
    const { pool } = await createTestDatabase();
    const classifier = await open(pool, server.url, { CUSTOM_VISION_PREDICTION_KEY: 'revoked' });
    const photos = Object.fromEntries(
      await Promise.all(colours.map(async (colour) => [`/${colour}.jpg`, await photo(colour)] as const)),
    );
    const pipeline = await createPipeline(backend, { photos, classifier });
    for (const path of Object.keys(photos)) {
      await insertListing(pipeline.pool, { photos: [pipeline.server.url + path] });
    }
    await pipeline.backfill();
    await expect(pipeline.drain()).rejects.toMatchObject({ code: 'custom_vision_key_refused' });
    for (const row of await readLedger(pipeline.pool)) {
      expect(row.state).toMatch(/pending|dispatched/);
      expect(row).toMatchObject({ attempts: 0, running: false, error_code: null });
    }
    expect(server.answered).toEqual([]);
  });
});

describe('a worker of a model at Custom Vision', () => {
  const [backend] = backends;

  it('does without a photo that the service refuses', async () => {
    const { pool } = await createTestDatabase();
    const server = await createPredictionServer(networks);
    const bad = await photo('black');
    const { data } = await preparePhoto(bad, { kind: 'jpeg', maxBytes: 4_000_000 }, { maxPixels: 1e6 });
    server.intercept((_, response, { bytes }) => {
      if (!bytes.equals(data)) return false;
      answer(response, 400, { code: 'BadRequestImageFormat', message: 'Bad Request Image Format' });
      return true;
    });
    const photos = { '/good.jpg': await photo('fiesta-red'), '/bad.jpg': bad };
    const pipeline = await createPipeline(backend!, { photos, classifier: await open(pool, server.url) });
    const urls = Object.keys(photos).map((path) => pipeline.server.url + path);
    await insertListing(pipeline.pool, { photos: urls });
    await pipeline.backfill();
    expect(await pipeline.drain()).toMatchObject({ suggested: 1, failed: 0, error: 0 });
    expect((await readLedger(pipeline.pool))[0]!.photo_errors).toMatchObject([
      { position: 2, stage: 'classify', code: 'custom_vision_photo_refused' },
    ]);
  });

  it('pays for an answer once, even where it was killed before it was done', async () => {
    const { pool, url } = await createTestDatabase();
    const server = await createPredictionServer(networks);
    const photos = await preparePhotos({ input: { kind: 'jpeg', maxBytes: 4_000_000 } });
    const options = {
      ...{ databaseUrl: url, model: remoteModel(), config: remoteConfig(server.url) },
      photos: photos.map(({ data }) => Buffer.from(data).toString('base64')),
    };
    const isRoot = (projectId: string) => 'projectId' in root.at && projectId === root.at.projectId;
    const script = fileURLToPath(new URL('classify-process.mjs', import.meta.url));
    const child = spawn(process.execPath, [script, JSON.stringify(options)], { stdio: 'inherit' });
    server.intercept((_, _response, { projectId }) => {
      // The families are paid for and kept; the finishes were still to come.
      if (isRoot(projectId)) return false;
      child.kill('SIGKILL');
      return true;
    });
    expect(await ended(child)).toBe('SIGKILL');
    const kept = await pool.query<{ sha256: Buffer }>('SELECT sha256 FROM custom_vision_client.answer');
    expect(kept.rowCount).toBeGreaterThan(0);

    server.intercept(() => false);
    const before = server.answered.length;
    const classifier = await open(pool, server.url);
    await classifier.classify(photos);
    const asked = server.answered.slice(before).filter(({ projectId }) => isRoot(projectId));
    expect(asked).toHaveLength(photos.length - kept.rowCount!);
  });

  it('as a program ends with 1 at the cap, says so without the key, and goes on once the cap is raised', async () => {
    const { pool, url } = await createTestDatabase();
    await syncTaxonomy(pool);
    const { folder, remove } = await makeFolder();
    onTestFinished(remove);
    const server = await createPredictionServer(networks);
    const host = await createTestServer(
      Object.fromEntries(
        await Promise.all(colours.map(async (colour) => [`/${colour}.jpg`, await photo(colour)] as const)),
      ),
    );
    const { description } = remoteModel();
    await registerModel(
      pool,
      await writeModelFolder(join(folder, 'remote'), customVisionBackend, description),
    );
    for (const colour of colours) await insertListing(pool, { photos: [`${host.url}/${colour}.jpg`] });
    await enqueueFindings(pool, { model: 'remote', priority: 10 });
    const environment = {
      ...{
        DATABASE_URL: url,
        HONEYBURST_HOME: folder,
        PHOTO_ALLOW_HOSTS: host.host,
        WORKER_CONCURRENCY: '2',
      },
      ...{ CUSTOM_VISION_ENDPOINT: server.url, CUSTOM_VISION_PREDICTION_KEY: predictionKey },
      ...{ CUSTOM_VISION_CALLS_PER_SECOND: '500', CUSTOM_VISION_PRICE: '1000' },
    };

    const unset = await honeyburst(['worker', '--drain'], {
      ...environment,
      CUSTOM_VISION_PREDICTION_KEY: '',
    });
    expect(unset.status).toBe(2);
    expect(unset.stderr).toContain('CUSTOM_VISION_PREDICTION_KEY');

    const capped = await honeyburst(['worker', '--drain'], {
      ...environment,
      CUSTOM_VISION_MONTHLY_CAP: '3',
    });
    expect(capped.status).toBe(1);
    expect(capped.stderr).toContain('custom_vision_cap_reached');
    expect(server.answered).toHaveLength(3);
    for (const row of (await readLedger(pool)).filter(({ state }) => state !== 'done')) {
      expect(row).toMatchObject({ attempts: 0, running: false, error_code: null });
    }

    const raised = await honeyburst(['worker', '--drain', '--json'], environment);
    expect(raised.status).toBe(0);
    expect((await readLedger(pool)).every(({ state }) => state === 'done')).toBe(true);
    const distinct = new Set(
      server.answered.map(({ projectId, bytes }) => projectId + bytes.toString('base64')),
    );
    expect(distinct.size).toBe(server.answered.length);

    const doctor = await honeyburst(['doctor', '--json'], environment);
    expect(JSON.parse(doctor.stdout)).toContainEqual({
      check: 'custom vision',
      ok: true,
      detail: expect.stringContaining(`${server.answered.length} predictions this month`),
    });
    for (const { stdout, stderr } of [unset, capped, raised, doctor]) {
      expect(stdout + stderr).not.toContain(predictionKey);
    }
  });
});
