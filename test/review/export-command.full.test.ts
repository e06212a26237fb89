import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { reviewSuggestion } from '../../src/review/decide.js';
import { undoReview } from '../../src/review/undo.js';
import { makeFolder } from '../support/folder.js';
import { honeyburst } from '../support/program.js';
import { createReviewDatabase, plain, suggest } from './pending.js';

const { folder, remove } = await makeFolder();
afterAll(remove);

it('suggestions export writes the decisions that stand, in their order, as JSONL or CSV, to standard output or a file', async () => {
  const { pool, url } = await createReviewDatabase();
  const decide = async (reviewer: string, decision: object) => {
    const { id } = await suggest(pool);
    await reviewSuggestion(pool, { reviewer, id, revision: 0, ...decision } as never, plain);
    return id;
  };
  const accepted = await decide('ann', { decision: 'accepted' });
  await decide('"bob", the second', { decision: 'edited', family: 'blue' });
  await decide('ann', { decision: 'rejected' });
  const undone = await decide('ann', { decision: 'accepted' });
  await undoReview(pool, { reviewer: 'ann', id: undone, revision: 1 }, plain);

  const environment = { DATABASE_URL: url, HONEYBURST_HOME: folder };
  const run = async (...args: string[]) => honeyburst(['suggestions', 'export', ...args], environment);
  const jsonl = await run();
  expect(jsonl.status).toBe(0);
  const lines = jsonl.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { rows } = await pool.query(
    `SELECT external_id FROM honeyburst.listing l JOIN honeyburst.suggestion s ON s.listing_id = l.id WHERE s.id = $1`,
    [accepted],
  );
  expect(lines).toEqual([
    {
      external_id: rows[0].external_id,
      finish: 'fiesta-red',
      finish_name: 'Fiesta Red',
      family: 'red',
      decision: 'accepted',
      reviewer: 'ann',
      decided_at: expect.stringMatching(/Z$/),
    },
    expect.objectContaining({ finish: null, finish_name: null, family: 'blue', decision: 'edited' }),
  ]);

  const out = join(folder, 'decisions.csv');
  const csv = await run(
    '--format',
    'csv',
    '--status',
    'edited, rejected',
    '--out',
    out,
    '--since',
    '2024-01-01',
  );
  expect(csv).toMatchObject({ status: 0, stdout: '' });
  expect((await readFile(out, 'utf8')).split('\n')).toEqual([
    'external_id,finish,finish_name,family,decision,reviewer,decided_at',
    expect.stringMatching(/^listing-\d+,,,blue,edited,"""bob"", the second",\d{4}-/),
    expect.stringMatching(/^listing-\d+,,,,rejected,ann,/),
    '',
  ]);
  expect((await run('--since', '2999-01-01')).stdout).toBe('');
  expect((await run('--status', 'pending')).status).toBe(2);
  expect((await run('--since', 'yesterday')).status).toBe(2);
  // The list itself is as it was.
  const list = await honeyburst(['suggestions', '--status', 'accepted', '--json'], environment);
  expect(JSON.parse(list.stdout)).toMatchObject([{ id: accepted, status: 'accepted' }]);
});
