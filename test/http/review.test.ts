import { expect, it } from 'vitest';
import { plain, readSuggestion, suggest } from '../review/pending.js';
import { createTestService } from './service.js';

it('decides, tells who was slower kindly, and undoes', async () => {
  const { pool, ask } = await createTestService();
  const { id } = await suggest(pool);
  const review = (role: 'admin' | 'reviewer', body: object) =>
    ask(role, 'POST', `/v1/suggestions/${id}/review`, body);
  expect(await review('reviewer', { revision: 0, decision: 'edited', finish: 'black' })).toMatchObject({
    status: 200,
    body: { outcome: 'decided', id, revision: 1, status: 'edited', family: 'black', finishName: 'Black' },
  });
  const late = await review('admin', { revision: 0, decision: 'accepted' });
  expect(late.headers['content-type']).toMatch('application/problem+json');
  expect(late).toMatchObject({
    status: 409,
    body: {
      ...{ code: 'conflict', by: 'reviewer', at: expect.stringMatching(/^\d{4}-.*Z$/) },
      ...{ decision: 'edited', finish: 'black', revision: 1, detail: 'reviewer was quicker: edited black.' },
    },
  });
  expect(await ask('admin', 'POST', `/v1/suggestions/${id}/undo`, { revision: 1 })).toMatchObject({
    status: 200,
    body: { outcome: 'undone', id, revision: 2 },
  });
  expect(await readSuggestion(pool, id)).toMatchObject({ status: 'pending', revision: 2 });
});

it('says of what was replaced that nobody decided it', async () => {
  const { pool, ask } = await createTestService();
  const { id, listingId } = await suggest(pool);
  await suggest(pool, { listingId });
  const body = { revision: 0, decision: 'accepted' };
  expect(await ask('reviewer', 'POST', `/v1/suggestions/${id}/review`, body)).toMatchObject({
    status: 409,
    body: { by: null, at: null, decision: null, finish: null, status: 'superseded' },
  });
  const decided = await suggest(pool);
  await ask('reviewer', 'POST', `/v1/suggestions/${decided.id}/review`, body);
  const newer = await suggest(pool, { listingId: decided.listingId });
  expect(await ask('reviewer', 'POST', `/v1/suggestions/${decided.id}/undo`, { revision: 1 })).toMatchObject({
    status: 409,
    body: { code: 'replaced', newer: { id: newer.id, status: 'pending' } },
  });
});

it('decides several at once, each with an outcome of its own', async () => {
  const { pool, ask } = await createTestService();
  const first = await suggest(pool);
  const second = await suggest(pool, { family: null, finish: null });
  const items = [first.id, second.id, 999_999].map((id) => ({ id, revision: 0 }));
  expect(
    await ask('reviewer', 'POST', '/v1/suggestions/review', { items, decision: 'accepted' }),
  ).toMatchObject({
    status: 200,
    body: {
      outcomes: [
        { outcome: 'decided', id: first.id, revision: 1, status: 'accepted' },
        { outcome: 'refused', id: second.id, reason: 'nothing_suggested' },
        { outcome: 'unknown', id: 999_999 },
      ],
    },
  });
  const { rows } = await pool.query('SELECT reviewer, bulk FROM honeyburst.review');
  expect(rows).toEqual([{ reviewer: 'reviewer', bulk: true }]);
});

it('refuses decisions that make no sense, and says why', async () => {
  const { pool, ask } = await createTestService({ review: { ...plain, blindShare: 1 } });
  const { id } = await suggest(pool);
  const review = async (body: unknown, of: number | string = id) => {
    const answer = await ask('reviewer', 'POST', `/v1/suggestions/${of}/review`, body);
    return [answer.status, answer.body.code];
  };
  const invalid = [400, 'invalid_request'];
  expect(await review({ revision: 0, decision: 'accepted' })).toEqual([422, 'blind']);
  expect(await review({ revision: 0, decision: 'edited', finish: 'no-such' })).toEqual([
    422,
    'unknown_finish',
  ]);
  expect(await review({ revision: 0, decision: 'rejected' }, 999_999)).toEqual([404, 'not_found']);
  expect(await review({ revision: 0, decision: 'edited' })).toEqual(invalid);
  expect(await review({ revision: 0, decision: 'edited', finish: 'black', family: 'black' })).toEqual(
    invalid,
  );
  expect(await review({ revision: 0, decision: 'edited', family: 'no-such' })).toEqual([
    422,
    'unknown_family',
  ]);
  expect(await review({ revision: 2 ** 31, decision: 'rejected' })).toEqual(invalid);
  expect(await review({ revision: 0, decision: 'rejected', note: '\0' })).toEqual(invalid);
  expect(await review({ revision: 0, decision: 'rejected', finish: 'black' })).toEqual(invalid);
  expect(await review(null)).toEqual(invalid);
  expect(await review({ revision: 0, decision: 'rejected' }, 'x')).toEqual(invalid);
  const answer = await ask('reviewer', 'POST', `/v1/suggestions/${id}/review`, { decision: 'rejected' });
  expect(answer.body).toMatchObject({
    ...{ type: 'about:blank', title: 'Bad Request', status: 400 },
    errors: [{ in: 'body', path: '/revision', message: expect.any(String) }],
    requestId: answer.headers['x-request-id'],
  });
});
