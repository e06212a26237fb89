import { describe, expect, it, onTestFinished } from 'vitest';
import { tiers } from '../../../src/custom-vision/server/limits.js';
import { createProject } from '../../../src/custom-vision/server/project.js';
import { createTag } from '../../../src/custom-vision/server/tag.js';
import { requestTraining } from '../../../src/custom-vision/server/train.js';
import { createTrainer } from '../../../src/custom-vision/server/trainer.js';
import type { TagEngine } from '../../../src/custom-vision/tags/tag-engine.js';
import type { TrainingImage } from '../../../src/custom-vision/tags/tagged-image.js';
import type { TrainedTags } from '../../../src/custom-vision/tags/train-tags.js';
import type { Pool } from '../../../src/database/pool.js';
import { HoneyburstError } from '../../../src/errors.js';
import { createTestDatabase, testLog } from '../../support/database.js';

const request = { trainingType: 'Regular', reservedBudgetInHours: 0, force: false, selectedTags: [] };

/** Asks for a training of two tags with five photos each; a photo's bytes are its name. */
async function askForTraining(pool: Pool, name = 'A'): Promise<string> {
  const { id } = await createProject(
    pool,
    {
      name,
      description: '',
      domainId: 'ee85a74c-405e-4adc-bb47-ffa8ca0c9f31',
      classificationType: 'Multiclass',
      targetExportPlatforms: [],
    },
    tiers.unlimited,
  );
  for (const name of ['red', 'blue']) {
    const tag = await createTag(pool, id, { name, description: null, type: 'Regular' }, tiers.unlimited);
    await pool.query(
      `WITH image AS (
         INSERT INTO custom_vision_server.image (project_id, sha256, bytes, width, height)
         SELECT $1, sha256(bytes), bytes, 1, 1
         FROM generate_series(1, 5) number, convert_to($3 || number, 'UTF8') bytes RETURNING id
       )
       INSERT INTO custom_vision_server.image_tag (image_id, tag_id) SELECT id, $2 FROM image`,
      [id, tag.id, name],
    );
  }
  return (await requestTraining(pool, id, request, tiers.unlimited)).id;
}

/** Gives the number of the tag and the order as the held-back answer. */
async function trained(images: readonly TrainingImage[]): Promise<TrainedTags> {
  return {
    head: Uint8Array.of(7),
    heldBack: images.map(({ tags }, number) => ({
      probabilities: Float32Array.of(tags[0]!, 0.5),
      fold: number % 2,
    })),
    seconds: 61,
  };
}

function startTrainer(pool: Pool, train: TagEngine['train']) {
  const trainer = createTrainer({ pool, engine: { train }, log: testLog });
  onTestFinished(() => trainer.close());
  return trainer;
}

const statusOf = async (pool: Pool, id: string) =>
  (await pool.query('SELECT * FROM custom_vision_server.iteration WHERE id = $1', [id])).rows[0];

async function ended(pool: Pool, id: string) {
  for (;;) {
    const iteration = await statusOf(pool, id);
    if (iteration.status !== 'Training') return iteration;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('the trainer', () => {
  it('trains what waits on the photos as they are, and keeps the head and what was held back', async () => {
    const { pool } = await createTestDatabase();
    const id = await askForTraining(pool);
    const seen: string[] = [];
    startTrainer(pool, async (images, options) => {
      expect(options).toEqual({ tags: ['red', 'blue'], type: 'Multiclass' });
      expect(images.map(({ sha256 }) => sha256)).toEqual(images.map(({ sha256 }) => sha256).sort());
      for (const image of images) seen.push(`${image.tags} ${await image.load()}`);
      return trained(images);
    });
    expect(await ended(pool, id)).toMatchObject({
      status: 'Completed',
      head: Buffer.of(7),
      training_seconds: 61,
      trained_at: expect.any(Date),
      error: null,
    });
    expect(seen.sort()).toEqual(
      ['0 red', '1 blue'].flatMap((start) => [1, 2, 3, 4, 5].map((number) => `${start}${number}`)),
    );
    const { rows } = await pool.query(
      `SELECT DISTINCT tag.name, probabilities
       FROM custom_vision_server.iteration_image JOIN custom_vision_server.tag ON tag.id = tag_ids[1] ORDER BY name`,
    );
    expect(rows).toEqual([
      { name: 'blue', probabilities: [1, 0.5] },
      { name: 'red', probabilities: [0, 0.5] },
    ]);
  });

  it('says why a training failed and goes on with the next', async () => {
    const { pool } = await createTestDatabase();
    const first = await askForTraining(pool, 'A');
    const second = await askForTraining(pool, 'B');
    let calls = 0;
    startTrainer(pool, async (images) => {
      if (calls++ > 0) return trained(images);
      throw new HoneyburstError('A photo is broken.', { code: 'photo_truncated', stage: 'train' });
    });
    expect(await ended(pool, first)).toMatchObject({ status: 'Failed', error: 'A photo is broken.' });
    expect((await ended(pool, second)).status).toBe('Completed');
  });

  it('leaves a training under way to the next who starts', async () => {
    const { pool } = await createTestDatabase();
    const id = await askForTraining(pool);
    let begun = false;
    const first = startTrainer(pool, () => {
      begun = true;
      return new Promise(() => {});
    });
    while (!begun) await new Promise((resolve) => setTimeout(resolve, 10));
    await first.close();
    expect((await statusOf(pool, id)).status).toBe('Training');
    startTrainer(pool, trained);
    expect((await ended(pool, id)).status).toBe('Completed');
  });

  it('takes up what is asked for while it trains', async () => {
    const { pool } = await createTestDatabase();
    const trainer = startTrainer(pool, trained);
    const id = await askForTraining(pool);
    trainer.wake();
    expect((await ended(pool, id)).status).toBe('Completed');
  });

  it('goes on after a project was deleted while it trained', async () => {
    const { pool } = await createTestDatabase();
    const first = await askForTraining(pool, 'A');
    const second = await askForTraining(pool, 'B');
    startTrainer(pool, async (images) => {
      await pool.query(`DELETE FROM custom_vision_server.project WHERE name = 'A'`);
      return trained(images);
    });
    expect((await ended(pool, second)).status).toBe('Completed');
    expect(await statusOf(pool, first)).toBeUndefined();
  });
});
