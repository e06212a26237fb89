import { expect, it } from 'vitest';
import { createVision } from '../../support/vision.js';

it('makes, reads, changes and deletes tags with the number of their photos', async () => {
  const { call, addPhotos } = await createVision();
  const { body: project } = await call('POST', '/projects?name=A');
  const path = `/projects/${project.id}/tags`;
  const { status, body: red } = await call('POST', `${path}?name=red`);
  expect(status).toBe(200);
  expect(red).toEqual({
    id: expect.any(String),
    name: 'red',
    description: null,
    type: 'Regular',
    imageCount: 0,
  });
  await addPhotos(project.id, { [red.id]: 3 });
  expect((await call('GET', path)).body).toEqual([{ ...red, imageCount: 3 }]);
  const { body: renamed } = await call('PATCH', `${path}/${red.id}`, { payload: { name: 'crimson' } });
  expect(renamed).toEqual({ ...red, name: 'crimson', imageCount: 3 });
  expect((await call('GET', `${path}/${red.id}`)).body).toEqual(renamed);
  expect(await call('DELETE', `${path}/${red.id}`)).toMatchObject({ status: 204, text: '' });
  expect(await call('GET', `${path}/${red.id}`)).toMatchObject({
    status: 404,
    body: { code: 'NotFoundTag' },
  });
});

it('refuses taken names, unknown kinds, and a second negative tag', async () => {
  const { call } = await createVision();
  const { body: project } = await call('POST', '/projects?name=A');
  const path = `/projects/${project.id}/tags`;
  const { body: red } = await call('POST', `${path}?name=red`);
  await call('POST', `${path}?name=none&type=Negative`);
  const code = async (method: 'POST' | 'PATCH', url: string, payload?: object) => {
    const { status, body } = await call(method, url, payload && { payload });
    expect(status).toBe(400);
    return body.code;
  };
  expect(await code('POST', `${path}?name=red`)).toBe('BadRequestTagNameNotUnique');
  expect(await code('POST', path)).toBe('BadRequestTagName');
  expect(await code('POST', `${path}?name=x&type=GeneralProduct`)).toBe('BadRequestTagType');
  expect(await code('POST', `${path}?name=x&type=Negative`)).toBe('BadRequestMultipleNegativeTag');
  expect(await code('PATCH', `${path}/${red.id}`, { name: 'none' })).toBe('BadRequestTagNameNotUnique');
  expect(await code('PATCH', `${path}/${red.id}`, { type: 'Negative' })).toBe(
    'BadRequestMultipleNegativeTag',
  );
});

it('takes no more tags than the tier allows, however many ask at once', async () => {
  const { call, pool } = await createVision({ tier: 'F0' });
  const { body: project } = await call('POST', '/projects?name=A');
  await pool.query(
    `INSERT INTO custom_vision_server.tag (project_id, name) SELECT $1, number FROM generate_series(1, 48) number`,
    [project.id],
  );
  const answers = await Promise.all(
    ['a', 'b', 'c', 'd'].map((name) => call('POST', `/projects/${project.id}/tags?name=${name}`)),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 400, 400]);
  expect(answers.find(({ status }) => status === 400)!.body.code).toBe('BadRequestExceedTagPerProjectLimit');
});
