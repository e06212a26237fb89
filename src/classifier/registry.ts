import { z } from 'zod';
import type { Pool } from '../database/pool.js';
import { withTransaction } from '../database/pool.js';
import { HoneyburstError, UsageError } from '../errors.js';
import type { Backend, ModelFolder } from './backend.js';
import { readModelFolder } from './model-folder.js';

/** A model in the registry. */
export const registeredModelSchema = z.strictObject({
  name: z.string(),
  checksum: z.string(),
  engine: z.string(),
  backbone: z.string(),
  folder: z.string(),
  families: z.array(z.string()),
  finishes: z.array(z.string()),
  summary: z
    .record(z.string(), z.unknown())
    .describe('How it was trained, and how well it did on photos held back from training'),
  live: z.boolean().describe('Whether new work uses it'),
  createdAt: z.date(),
});
export type RegisteredModel = z.infer<typeof registeredModelSchema>;

const columns = `name, checksum, engine, backbone, folder, families, finishes, summary, live, created_at AS "createdAt"`;

/**
 * Puts a model into the registry; the first one becomes live. A model that replaces another of its name
 * leaves the old one's predictions under name@checksum, where they stay true, and closes its open work; should
 * that one come back, it gets both back. `allowed` are the hosts that the model may send photos to; without any, those
 * of an earlier registration of the same model stay allowed.
 */
export async function registerModel(
  pool: Pool,
  { folder, description, checksum, backend }: ModelFolder,
  allowed: readonly string[] = [],
): Promise<RegisteredModel> {
  return withTransaction(pool, async (client) => {
    await client.query('LOCK TABLE honeyburst.model IN SHARE ROW EXCLUSIVE MODE');
    const { rows: old } = await client.query<{ checksum: string; live: boolean }>(
      'SELECT checksum, live FROM honeyburst.model WHERE name = $1',
      [description.name],
    );
    const before = old[0];
    if (before && before.checksum !== checksum) {
      // What was to be done with the old one is for the next backfill to put on the ledger for the new one.
      await client.query(
        `UPDATE honeyburst.enrichment SET state = 'skipped', error_code = 'model_replaced', finished_at = now()
          WHERE model = $1 AND state IN ('pending', 'dispatched')`,
        [description.name],
      );
      const rename = 'UPDATE honeyburst.model SET name = $2, live = false WHERE name = $1';
      const formerName = (of: string) => `${description.name}@${of.slice(0, 12)}`;
      await client.query(rename, [description.name, formerName(before.checksum)]);
      // Where the model itself was replaced once and now comes back, it takes up what it had to leave.
      await client.query(rename, [formerName(checksum), description.name]);
      await client.query(
        `UPDATE honeyburst.enrichment
            SET state = 'pending', error_code = NULL, finished_at = NULL, running = false
          WHERE model = $1 AND state = 'skipped' AND error_code = 'model_replaced'`,
        [description.name],
      );
    }
    const { rows } = await client.query<RegisteredModel>(
      `INSERT INTO honeyburst.model (name, checksum, engine, backbone, folder, families, finishes, summary, live, allowed_hosts)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9 OR NOT EXISTS (SELECT FROM honeyburst.model WHERE live), $10)
       ON CONFLICT (name) DO UPDATE SET folder = excluded.folder, summary = excluded.summary, live = excluded.live,
         allowed_hosts = coalesce(nullif(excluded.allowed_hosts, '{}'), model.allowed_hosts)
       RETURNING ${columns}`,
      [
        description.name,
        checksum,
        description.engine,
        backend.backbone(description),
        folder,
        description.families,
        description.finishes.map(({ slug }) => slug),
        JSON.stringify(description.training),
        before?.live ?? false,
        allowed,
      ],
    );
    return rows[0] as RegisteredModel;
  });
}

/** All models, the live one first, then the newest. */
export async function listModels(pool: Pool): Promise<RegisteredModel[]> {
  const { rows } = await pool.query<RegisteredModel>(
    `SELECT ${columns} FROM honeyburst.model ORDER BY live DESC, created_at DESC, name`,
  );
  return rows;
}

/** The hosts that a registered model with this checksum may send photos to. */
export async function allowedHosts(pool: Pool, checksum: string): Promise<string[]> {
  const { rows } = await pool.query<{ host: string }>(
    'SELECT DISTINCT unnest(allowed_hosts) AS host FROM honeyburst.model WHERE checksum = $1',
    [checksum],
  );
  return rows.map(({ host }) => host);
}

export const noModel =
  'There is no model yet: train one with honeyburst train DATASET --name NAME, or take the one that comes along with honeyburst models import reference.';

/** The model of that name, or the live one. Throws a UsageError that says what there is. */
export async function findModel(pool: Pool, name?: string): Promise<RegisteredModel> {
  const models = await listModels(pool);
  const found = models.find((model) => (name === undefined ? model.live : model.name === name));
  if (found) return found;
  if (models.length === 0) {
    throw new UsageError(noModel, { code: 'no_model' });
  }
  const names = models.map((model) => model.name).join(', ');
  throw new UsageError(
    name === undefined
      ? `No model is live: choose one with honeyburst models promote NAME (${names}).`
      : `There is no model ${name}; there are: ${names}.`,
    { code: 'no_model' },
  );
}

/** Makes this model the one that new work uses. */
export async function promoteModel(pool: Pool, name: string): Promise<RegisteredModel> {
  const model = await findModel(pool, name);
  await withTransaction(pool, async (client) => {
    await client.query('UPDATE honeyburst.model SET live = false WHERE live AND name <> $1', [name]);
    await client.query('UPDATE honeyburst.model SET live = true WHERE name = $1', [name]);
  });
  return { ...model, live: true };
}

/** Reads the folder of a registered model. Throws a HoneyburstError if it no longer holds the model that was registered. */
export async function readRegistered(
  model: RegisteredModel,
  backends: readonly Backend[],
): Promise<ModelFolder> {
  const folder = await readModelFolder(model.folder, backends);
  if (folder.checksum !== model.checksum) {
    throw new HoneyburstError(
      `${model.folder} no longer holds the model ${model.name} that was registered; restore it or train it again.`,
      { code: 'model_changed', stage: 'model' },
    );
  }
  return folder;
}
