import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createImageServer, makePhoto } from './image-server.js';
import { trainedOn } from './iteration.js';

const photos = (count: number) => Promise.all(Array.from({ length: count }, () => makePhoto()));

describe('DeleteImages', () => {
  it('takes photos out of the project, but not out of iterations', async () => {
    const server = await createImageServer();
    const red = await server.tag('red');
    const [trained, other, kept] = (await server.add(await photos(3), [red])) as [string, string, string];
    const iterationId = await trainedOn(server, [trained]);
    const before = await server.changedAt();
    const response = await server.call('DELETE', '/images', { query: { imageIds: `${trained},${other}` } });
    expect([response.statusCode, response.body]).toEqual([204, '']);
    expect(response.headers).not.toHaveProperty('content-type');
    expect(await server.changedAt()).not.toBe(before);
    const listed = async (query = {}) =>
      (await server.call('GET', '/images', { query })).json().map(({ id }: { id: string }) => id);
    expect(await listed()).toEqual([kept]);
    expect(await listed({ iterationId })).toEqual([trained]);
    const left = await server.pool.query<{ id: string }>(
      'SELECT id FROM custom_vision_server.image ORDER BY created_at',
    );
    expect(left.rows.map(({ id }) => id).sort()).toEqual([trained, kept].sort());
  });

  it('takes them out of iterations too, or takes all, and answers 202', async () => {
    const server = await createImageServer();
    const red = await server.tag('red');
    const [first, second] = (await server.add(await photos(3), [red])) as [string, string];
    const iterationId = await trainedOn(server, [first, second]);
    const counts = async () => [
      (await server.call('GET', '/images/count')).json(),
      (await server.call('GET', '/images/count', { query: { iterationId } })).json(),
    ];
    const query = { imageIds: first, allIterations: 'true' };
    expect((await server.call('DELETE', '/images', { query })).statusCode).toBe(202);
    expect(await counts()).toEqual([2, 1]);
    expect((await server.call('DELETE', '/images', { query: { allImages: 'True' } })).statusCode).toBe(202);
    expect(await counts()).toEqual([0, 1]);
    await server.call('DELETE', '/images', { query: { allImages: 'true', allIterations: 'true' } });
    expect(await counts()).toEqual([0, 0]);
    expect((await server.pool.query('SELECT FROM custom_vision_server.image')).rowCount).toBe(0);
  });

  it('asks for either photos or all, and for no more than 256', async () => {
    const { call } = await createImageServer();
    const many = Array.from({ length: 257 }, () => randomUUID()).join();
    const refused: [Record<string, string>, string][] = [
      [{}, 'BadRequestInvalidIds'],
      [{ imageIds: randomUUID(), allImages: 'true' }, 'BadRequestInvalidIds'],
      [{ imageIds: 'guitar' }, 'BadRequestInvalidIds'],
      [{ imageIds: many }, 'BadRequestExceededBatchSize'],
    ];
    for (const [query, code] of refused) {
      const response = await call('DELETE', '/images', { query });
      expect([response.statusCode, response.json().code]).toEqual([400, code]);
    }
    expect((await call('DELETE', '/images', { query: { imageIds: randomUUID() } })).statusCode).toBe(204);
  });

  it('leaves the photos of other projects alone', async () => {
    const server = await createImageServer();
    const [id] = await server.add(await photos(1));
    await server.pool.query("UPDATE custom_vision_server.project SET name = 'other'");
    const made = await server.app.inject({
      method: 'POST',
      url: '/customvision/v3.3/training/projects?name=guitars',
      headers: { 'Training-Key': server.key },
    });
    const other = `/customvision/v3.3/training/projects/${made.json().id}/images`;
    const request = { method: 'DELETE', headers: { 'Training-Key': server.key } } as const;
    await server.app.inject({ ...request, url: `${other}?imageIds=${id}&allIterations=true` });
    await server.app.inject({ ...request, url: `${other}?allImages=true&allIterations=true` });
    expect((await server.call('GET', '/images/count')).json()).toBe(1);
  });
});

describe('tags of photos', () => {
  it('are given and taken', async () => {
    const server = await createImageServer();
    const [red, old] = [await server.tag('red'), await server.tag('old')];
    const [first, second] = (await server.add(await photos(2), [red])) as [string, string];
    const added = await server.call('POST', '/images/tags', {
      body: {
        tags: [
          { imageId: first, tagId: old },
          { imageId: second, tagId: red },
          { imageId: first, tagId: old },
        ],
      },
    });
    expect(added.statusCode).toBe(200);
    expect(added.json()).toEqual({
      created: [{ imageId: first, tagId: old }],
      duplicated: [
        { imageId: second, tagId: red },
        { imageId: first, tagId: old },
      ],
      exceeded: [],
    });
    const tagged = async (tagIds: string) =>
      (await server.call('GET', '/images/tagged/count', { query: { tagIds } })).json();
    expect([await tagged(red), await tagged(old)]).toEqual([2, 1]);

    const before = await server.changedAt();
    const query = { imageIds: [first, second], tagIds: [red, old] };
    const removed = await server.call('DELETE', '/images/tags', { query });
    expect([removed.statusCode, removed.body]).toEqual([204, '']);
    expect([await tagged(red), await tagged(old)]).toEqual([0, 0]);
    const after = await server.changedAt();
    expect(after).not.toBe(before);
    await server.call('DELETE', '/images/tags', { query });
    expect(await server.changedAt()).toBe(after);
  });

  it('are one in a Multiclass project', async () => {
    const server = await createImageServer({ classificationType: 'Multiclass' });
    const [red, old] = [await server.tag('red'), await server.tag('old')];
    const [imageId] = await server.add(await photos(1), [red]);
    const tags = [{ imageId, tagId: old }];
    expect((await server.call('POST', '/images/tags', { body: { tags } })).json()).toEqual({
      created: [],
      duplicated: [],
      exceeded: tags,
    });
  });

  it('are all refused where one cannot be given', async () => {
    const server = await createImageServer();
    const [red, none] = [await server.tag('red'), await server.tag('none', 'Negative')];
    const [imageId] = await server.add(await photos(1));
    const sound = { imageId, tagId: red };
    const refused: [unknown[], string][] = [
      [[sound, { imageId, tagId: randomUUID() }], 'BadRequestInvalidIds'],
      [[sound, { imageId: randomUUID(), tagId: red }], 'BadRequestInvalidIds'],
      [[sound, { imageId, tagId: none }], 'BadRequestNegativeAndRegularTagOnSameImage'],
      [Array(129).fill(sound), 'BadRequestExceededBatchSize'],
      [[sound, { imageId: 'guitar' }], 'BadRequestInvalidIds'],
    ];
    for (const [tags, code] of refused) {
      const response = await server.call('POST', '/images/tags', { body: { tags } });
      expect([response.statusCode, response.json().code]).toEqual([400, code]);
    }
    expect((await server.call('GET', '/images/tagged/count')).json()).toBe(0);
    const query = { imageIds: imageId! };
    expect((await server.call('DELETE', '/images/tags', { query })).json()).toMatchObject({
      code: 'BadRequestRequiredParamIsNull',
    });
  });
});

describe('UpdateImageMetadata', () => {
  it('adds to what is kept with photos', async () => {
    const server = await createImageServer();
    const [first, second] = (await server.add(await photos(2))) as [string, string];
    const update = (imageIds: string[], body: object, version = 'v3.3') =>
      server.call('POST', '/images/metadata', { query: { imageIds }, body, version });
    await update([first], { shop: 'north', shelf: '1' });
    const response = await update([second, first], { shelf: '2' });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      isBatchSuccessful: true,
      images: [
        { imageId: second, status: 'OK', metadata: { shelf: '2' } },
        { imageId: first, status: 'OK', metadata: { shop: 'north', shelf: '2' } },
      ],
    });
    const [read] = (await server.call('GET', '/images/id', { query: { imageIds: first } })).json();
    expect(read.metadata).toEqual({ shop: 'north', shelf: '2' });
  });

  it('says which photos there are not, and which have too much with them', async () => {
    const server = await createImageServer();
    const [full, empty] = (await server.add(await photos(2))) as [string, string];
    const gone = randomUUID();
    const pairs = (count: number, from = 0) =>
      Object.fromEntries(Array.from({ length: count }, (_, number) => [`k${from + number}`, '']));
    const version = 'v3.4-preview';
    const update = (imageIds: string[], body: object) =>
      server.call('POST', '/images/metadata', { query: { imageIds }, body, version });
    await update([full], pairs(10));
    const response = await update([full, empty, gone], pairs(1, 10));
    expect(response.statusCode).toBe(207);
    expect(response.json()).toEqual({
      isBatchSuccessful: false,
      images: [
        { imageId: full, status: 'ErrorLimitExceed' },
        { imageId: empty, status: 'OK', metadata: { k10: '' } },
        { imageId: gone, status: 'ErrorImageNotFound' },
      ],
    });
    expect((await update([empty], { ['k'.repeat(129)]: '' })).json()).toMatchObject({
      code: 'BadRequestImageMetadataKey',
    });
  });
});
