import { expect, it } from 'vitest';
import { contradicts } from '../../src/suggestion/contradiction.js';
import { createTestDatabase } from '../support/database.js';

it('is the rule that the database goes by', async () => {
  const { pool } = await createTestDatabase();
  const finishes = [
    null,
    'red',
    'fiesta-red',
    'red-fiesta',
    'candy-apple-red',
    'blue',
    '3-tone-sunburst',
    'sunburst',
  ];
  const answers = finishes.flatMap((finish) => [null, 'red', 'blue'].map((family) => ({ finish, family })));
  const pairs = answers.flatMap((one) => answers.map((other) => ({ one, other })));
  const { rows } = await pool.query<{ contradicts: boolean }>(
    `SELECT coalesce(honeyburst.contradicts(p.one->>'finish', p.one->>'family', p.other->>'finish',
                                            p.other->>'family'), false) AS contradicts
       FROM jsonb_to_recordset($1) AS p(one jsonb, other jsonb)`,
    [JSON.stringify(pairs)],
  );
  expect(pairs.map(({ one, other }) => contradicts(one, other))).toEqual(rows.map((row) => row.contradicts));
});
