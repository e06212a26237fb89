import { expect, it } from 'vitest';
import { iterationPerformance } from '../../../src/custom-vision/server/performance.js';
import type { Pool } from '../../../src/database/pool.js';
import { createTestDatabase } from '../../support/database.js';

/** Photos as [tags, probabilities of red and blue, fold]. */
type Photo = [tags: ('red' | 'blue')[], probabilities: [number, number], fold: number];

async function createIteration(pool: Pool, type: string, photos: readonly Photo[]) {
  const { rows: projects } = await pool.query(
    `INSERT INTO custom_vision_server.project (name, domain_id, classification_type)
     VALUES ('A', gen_random_uuid(), $1) RETURNING id`,
    [type],
  );
  const project = projects[0].id as string;
  const { rows: tags } = await pool.query<{ id: string; name: string }>(
    `INSERT INTO custom_vision_server.tag (project_id, name) VALUES ($1, 'red'), ($1, 'blue') RETURNING id, name`,
    [project],
  );
  const { rows } = await pool.query(
    `INSERT INTO custom_vision_server.iteration (project_id, name, status, domain_id, classification_type, tags)
     VALUES ($1, 'Iteration 1', 'Completed', gen_random_uuid(), $2, $3) RETURNING id`,
    [project, type, JSON.stringify(tags)],
  );
  const iteration = rows[0].id as string;
  for (const [number, [names, probabilities, fold]] of photos.entries()) {
    const ids = tags.filter(({ name }) => names.includes(name as 'red')).map(({ id }) => id);
    await pool.query(
      `WITH image AS (
         INSERT INTO custom_vision_server.image (project_id, sha256, bytes, width, height)
         VALUES ($1, sha256($2), $2, 1, 1) RETURNING id
       )
       INSERT INTO custom_vision_server.iteration_image SELECT $3, id, $4, $5, $6 FROM image`,
      [project, Buffer.of(number), iteration, ids, probabilities, fold],
    );
  }
  return (threshold: number) => iterationPerformance(pool, project, iteration, threshold);
}

it('measures each tag and all together, over all photos and between the folds', async () => {
  const { pool } = await createTestDatabase();
  const at = await createIteration(pool, 'Multilabel', [
    [['red'], [0.9, 0.1], 0],
    [['red', 'blue'], [0.8, 0.4], 0],
    [['blue'], [0.7, 0.6], 1],
    [['red'], [0.2, 0.1], 1],
  ]);
  const { perTagPerformance, ...overall } = await at(0.5);
  const [red, blue] = perTagPerformance;
  // Said to be red: 0.9, 0.8 and, wrongly, 0.7; found 2 of 3. In the first fold all right, in the second none.
  expect(red).toMatchObject({ name: 'red' });
  expect(red!.precision).toBeCloseTo(2 / 3, 6);
  expect(red!.recall).toBeCloseTo(2 / 3, 6);
  expect(red!.precisionStdDeviation).toBeCloseTo(0.5, 6);
  expect(red!.recallStdDeviation).toBeCloseTo(0.5, 6);
  // Ranks of the red ones: 1, 2 and 4.
  expect(red!.averagePrecision).toBeCloseTo((1 + 1 + 3 / 4) / 3, 6);
  expect(blue).toMatchObject({ precision: 1, recall: 0.5, precisionStdDeviation: 0, averagePrecision: 1 });
  expect(overall.precision).toBeCloseTo(3 / 4, 6);
  expect(overall.recall).toBeCloseTo(3 / 5, 6);
  expect(overall.averagePrecision).toBeCloseTo((red!.averagePrecision + 1) / 2, 6);
  expect(await at(0.95)).toMatchObject({ precision: 0, recall: 0 });
});

it('takes the likeliest tag only where a photo has one', async () => {
  const { pool } = await createTestDatabase();
  const at = await createIteration(pool, 'Multiclass', [
    [['red'], [0.6, 0.4], 0],
    [['blue'], [0.55, 0.45], 0],
  ]);
  expect(await at(0.3)).toMatchObject({ precision: 0.5, recall: 0.5 });
  expect((await at(0.58)).perTagPerformance[0]).toMatchObject({ precision: 1, recall: 1 });
});

it('counts photos of the same probability at once in the average precision', async () => {
  const { pool } = await createTestDatabase();
  const at = await createIteration(pool, 'Multilabel', [
    [['red'], [0.5, 0], 0],
    [[], [0.5, 0], 0],
  ]);
  expect((await at(0.5)).perTagPerformance[0]!.averagePrecision).toBe(0.5);
});
