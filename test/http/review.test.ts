import { expect, it } from 'vitest';
import { suggest } from '../review/pending.js';
import { createTestService } from './service.js';

it('lists, decides and undoes', async () => {
  const { pool, ask } = await createTestService();
  const { id } = await suggest(pool);
  const page = await ask('reviewer', 'GET', '/v1/suggestions');
  expect(page.body).toMatchObject({
    items: [{ id, revision: 0, suggested: { finish: { name: 'Fiesta Red' } } }],
  });
  const review = (body: object) => ask('reviewer', 'POST', `/v1/suggestions/${id}/review`, body);
  const decided = await review({ revision: 0, decision: 'edited', finish: 'black' });
  expect(decided).toMatchObject({ status: 200, body: { outcome: 'decided', revision: 1, status: 'edited' } });
  const late = await review({ revision: 0, decision: 'accepted' });
  expect(late.headers['content-type']).toMatch('application/problem+json');
  expect(late).toMatchObject({
    status: 409,
    body: { code: 'conflict', by: 'reviewer', decision: 'edited', finish: 'black', at: expect.any(String) },
  });
  expect(await ask('reviewer', 'POST', `/v1/suggestions/${id}/undo`, { revision: 1 })).toMatchObject({
    status: 200,
    body: { outcome: 'undone', revision: 2 },
  });
  expect((await ask('reviewer', 'GET', `/v1/suggestions/counts`)).body).toMatchObject({ matching: 1 });
});
