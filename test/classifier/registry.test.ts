import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { backends } from '../../src/backends.js';
import type { ModelFolder } from '../../src/classifier/backend.js';
import {
  findModel,
  listModels,
  promoteModel,
  readRegistered,
  registerModel,
} from '../../src/classifier/registry.js';
import type { Pool } from '../../src/database/pool.js';
import { UsageError } from '../../src/errors.js';
import { createTestDatabase } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { writeUntrainedModel } from '../support/untrained-model.js';

const { folder, remove } = await makeFolder();
afterAll(remove);
const original = await writeUntrainedModel(join(folder, 'guitars'), { name: 'guitars' });

/** The same model under another name or with another calibration, which makes it another model. */
function variant(changes: { name?: string; threshold?: number }): ModelFolder {
  const { name = 'guitars', threshold } = changes;
  const description = structuredClone({ ...original.description, name });
  if (threshold !== undefined) {
    const { thresholds } = description.calibration;
    thresholds.finish = { ...thresholds.finish, 'fiesta-red': threshold };
  }
  return { ...original, description, checksum: original.backend.checksum(description) };
}

const retrained = variant({ threshold: 0.5 });
const formerName = `guitars@${original.checksum.slice(0, 12)}`;

async function liveNames(pool: Pool): Promise<string[]> {
  return (await listModels(pool)).filter(({ live }) => live).map(({ name }) => name);
}

/** A listing with a prediction of the model, and its work still open. */
async function predict(pool: Pool, model: string, externalId: string): Promise<void> {
  await pool.query(
    `WITH listing AS (
       INSERT INTO honeyburst.listing (external_id) VALUES ($2) RETURNING id, content_hash
     ), enrichment AS (
       INSERT INTO honeyburst.enrichment (listing_id, content_hash, model, reasons)
       SELECT id, content_hash, $1, '{missing}' FROM listing RETURNING id, listing_id
     )
     INSERT INTO honeyburst.prediction (enrichment_id, listing_id, model, position, url, sha256, family, finish,
                                        confidence, body_share, family_probabilities, finish_probabilities)
     SELECT id, listing_id, $1, 1, '', '', 'red', NULL, 1, 1, '{1}', '{}' FROM enrichment`,
    [model, externalId],
  );
}

/** How many rows of the ledger each model has, by state. */
async function ledgerByModel(pool: Pool): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ key: string; count: number }>(
    `SELECT concat_ws(' ', model, state, error_code) AS key, count(*) FROM honeyburst.enrichment GROUP BY 1`,
  );
  return Object.fromEntries(rows.map(({ key, count }) => [key, count]));
}

async function predictionsByModel(pool: Pool): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ model: string; count: number }>(
    'SELECT model, count(*) FROM honeyburst.prediction GROUP BY model',
  );
  return Object.fromEntries(rows.map(({ model, count }) => [model, count]));
}

describe('the registry', () => {
  it('makes the first model live and no other', async () => {
    const { pool } = await createTestDatabase();
    expect(await registerModel(pool, original)).toMatchObject({
      name: 'guitars',
      checksum: original.checksum,
      engine: 'onnx',
      backbone: original.description.backbone.name,
      folder: original.folder,
      families: original.description.families,
      finishes: original.description.finishes.map(({ slug }) => slug),
      summary: original.description.training,
      live: true,
    });
    expect((await registerModel(pool, variant({ name: 'second' }))).live).toBe(false);
    expect((await listModels(pool)).map(({ name }) => name)).toEqual(['guitars', 'second']);
  });

  it('changes nothing when the same model comes again', async () => {
    const { pool } = await createTestDatabase();
    const models = [original, variant({ name: 'second' })];
    for (const model of models) await registerModel(pool, model);
    const before = await listModels(pool);
    for (const model of models) await registerModel(pool, model);
    expect(await listModels(pool)).toEqual(before);
  });

  it('keeps a model that another of its name replaces, with its predictions, under name@checksum', async () => {
    const { pool } = await createTestDatabase();
    await registerModel(pool, original);
    await predict(pool, 'guitars', 'before');
    expect(await registerModel(pool, retrained)).toMatchObject({ name: 'guitars', live: true });
    await predict(pool, 'guitars', 'after');

    expect((await listModels(pool)).map(({ name, checksum }) => [name, checksum])).toEqual([
      ['guitars', retrained.checksum],
      [formerName, original.checksum],
    ]);
    expect(await liveNames(pool)).toEqual(['guitars']);
    expect(await predictionsByModel(pool)).toEqual({ guitars: 1, [formerName]: 1 });
    expect(await ledgerByModel(pool)).toEqual({
      'guitars pending': 1,
      [`${formerName} skipped model_replaced`]: 1,
    });
  });

  it('gives a model that comes back its name, predictions and open work back, any number of times', async () => {
    const { pool } = await createTestDatabase();
    for (const round of [1, 2, 3]) {
      await registerModel(pool, original);
      expect((await ledgerByModel(pool))['guitars pending'] ?? 0).toBe(2 * (round - 1));
      for (let n = 0; n < 2; n++) await predict(pool, 'guitars', `original ${round}/${n}`);
      await registerModel(pool, retrained);
      await predict(pool, 'guitars', `retrained ${round}`);
      expect(await predictionsByModel(pool)).toEqual({ guitars: round, [formerName]: 2 * round });
      expect(await liveNames(pool)).toEqual(['guitars']);
    }
    expect(await listModels(pool)).toHaveLength(2);
  });

  it('lets a replaced model that is not live stay so', async () => {
    const { pool } = await createTestDatabase();
    await registerModel(pool, variant({ name: 'first' }));
    await registerModel(pool, original);
    await registerModel(pool, retrained);
    expect(await liveNames(pool)).toEqual(['first']);
  });

  it('has exactly one live model after a promotion', async () => {
    const { pool } = await createTestDatabase();
    for (const name of ['one', 'two', 'three']) await registerModel(pool, variant({ name }));
    for (const name of ['three', 'three', 'one']) {
      expect(await promoteModel(pool, name)).toMatchObject({ name, live: true });
      expect(await liveNames(pool)).toEqual([name]);
      expect((await findModel(pool)).name).toBe(name);
    }
    await expect(promoteModel(pool, 'four')).rejects.toBeInstanceOf(UsageError);
    expect(await liveNames(pool)).toEqual(['one']);
  });

  it('says what there is when a model is not found', async () => {
    const { pool } = await createTestDatabase();
    const failure = (message: string) => ({ code: 'no_model', message: expect.stringContaining(message) });
    await expect(findModel(pool)).rejects.toMatchObject(failure('honeyburst train DATASET --name NAME'));
    for (const name of ['one', 'two']) await registerModel(pool, variant({ name }));
    expect(await findModel(pool, 'two')).toMatchObject({ name: 'two', live: false });
    await expect(findModel(pool, 'three')).rejects.toMatchObject(
      failure('There is no model three; there are: one, two.'),
    );
    await pool.query('UPDATE honeyburst.model SET live = false');
    await expect(findModel(pool)).rejects.toMatchObject(failure('honeyburst models promote NAME'));
  });

  it('reads the folder of a model, and refuses it once it holds another', async () => {
    const { pool } = await createTestDatabase();
    const model = await writeUntrainedModel(join(folder, 'changing'), { name: 'changing' });
    const registered = await registerModel(pool, model);
    expect(await readRegistered(registered, backends)).toEqual(model);
    const changed = variant({ name: 'changing', threshold: 0.1 }).description;
    await writeFile(join(model.folder, 'model.json'), JSON.stringify(changed));
    await expect(readRegistered(registered, backends)).rejects.toMatchObject({
      code: 'model_changed',
      stage: 'model',
      message: expect.stringContaining(model.folder),
    });
  });
});
