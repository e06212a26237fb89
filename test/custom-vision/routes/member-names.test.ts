import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { withSchemaNames } from '../../../src/custom-vision/routes/member-names.js';
import { createTestServer } from '../../support/http-server.js';
import { createVision, photo } from '../../support/vision.js';

describe('names of members', () => {
  const schema = z.object({
    images: z.array(z.object({ name: z.string(), tagIds: z.array(z.string()).nullish() })).nullish(),
    metadata: z.record(z.string(), z.string()).optional(),
    token: z.object({ maxCount: z.number().default(1) }).transform((token) => token),
  });

  it('are those of the schema whatever their case, at every depth', () => {
    const given = { IMAGES: [{ Name: 'a', tagids: ['x'] }], Token: { MAXCOUNT: 2 } };
    expect(withSchemaNames(schema, given)).toEqual({
      images: [{ name: 'a', tagIds: ['x'] }],
      token: { maxCount: 2 },
    });
  });

  it('stay as they are where the client chooses them', () => {
    const given = { Metadata: { Shop: 'north', shop: 'south' }, Unknown: { Images: 1 } };
    expect(withSchemaNames(schema, given)).toEqual({
      metadata: { Shop: 'north', shop: 'south' },
      Unknown: { Images: 1 },
    });
  });

  it('count as they are spelt in the schema if they come in several cases', () => {
    expect(withSchemaNames(schema, { Images: [], images: null, IMAGES: [] })).toEqual({ images: null });
  });

  it.each([null, undefined, 'text', 3, [1]])('change nothing in %j', (given) => {
    expect(withSchemaNames(schema, given)).toEqual(given);
  });
});

describe('a client that writes names as .NET does', () => {
  it('sends photos, tags and settings', async () => {
    const { call } = await createVision();
    const { body: project } = await call(
      'POST',
      '/projects?Name=A&DESCRIPTION=first&ClassificationType=Multiclass',
    );
    expect(project).toMatchObject({ description: 'first', settings: { classificationType: 'Multiclass' } });
    const path = `/projects/${project.id}`;
    const { body: red } = await call('POST', `${path}/tags?Name=red&Type=Negative`);
    expect(red.type).toBe('Negative');

    const images = [{ Name: 'a.png', Contents: (await photo(1)).toString('base64'), TagIds: [red.id] }];
    const sent = await call('POST', `${path}/images/files`, {
      payload: { Images: images, Metadata: { Shop: 'north' } },
    });
    expect(sent.body.images[0]).toMatchObject({
      sourceUrl: 'a.png',
      status: 'OK',
      image: { tags: [{ tagId: red.id }], metadata: { Shop: 'north' } },
    });
    expect((await call('GET', `${path}/images?Take=0`)).body).toEqual([]);
    expect((await call('GET', `${path}/images/tagged/count?TAGIDS=${red.id}`)).text).toBe('1');

    const changed = await call('PATCH', path, {
      payload: { Name: 'B', Settings: { ClassificationType: 'Multilabel' } },
    });
    expect(changed.body).toMatchObject({ name: 'B', settings: { classificationType: 'Multilabel' } });
  });

  it('selects tags to train, and asks by address', async () => {
    const vision = await createVision();
    const { call } = vision;
    const { body: project } = await call('POST', '/projects?name=A');
    const path = `/projects/${project.id}`;
    const ids: string[] = [];
    for (const name of ['red', 'blue', 'green']) {
      ids.push((await call('POST', `${path}/tags?name=${name}`)).body.id);
    }
    await vision.addPhotos(project.id, Object.fromEntries(ids.map((id) => [id, 5])));
    const { body: iteration } = await call('POST', `${path}/train?ForceTrain=True`, {
      payload: { SelectedTags: ids.slice(0, 2) },
    });
    await vision.idle();
    const { body: tags } = await call('GET', `${path}/tags?IterationId=${iteration.id}`);
    expect(tags.map(({ name }: { name: string }) => name)).toEqual(['red', 'blue']);

    const bytes = await photo(3);
    const { url } = await createTestServer((_, response) => void response.end(bytes));
    const said = await call('POST', `${path}/quicktest/url?ITERATIONID=${iteration.id}`, {
      payload: { Url: `${url}/photo.png` },
    });
    expect(said.body.predictions).toHaveLength(2);
  });
});
