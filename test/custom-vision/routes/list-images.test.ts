import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createImageServer, type ImageServer, makePhoto } from './image-server.js';
import { trainedOn } from './iteration.js';

/** Three photos, added one after the other: red, red and old, untagged. */
async function createCatalogue(): Promise<ImageServer & { red: string; old: string; ids: string[] }> {
  const server = await createImageServer();
  const [red, old] = [await server.tag('red'), await server.tag('old')];
  const ids = [
    ...(await server.add([await makePhoto()], [red])),
    ...(await server.add([await makePhoto()], [red, old])),
    ...(await server.add([await makePhoto()])),
  ];
  return { ...server, red, old, ids };
}

const idsOf = (response: { json(): { id: string }[] }) => response.json().map(({ id }) => id);

describe('images of a project', () => {
  it('are listed newest first, with the names of their tags', async () => {
    const { call, ids, red } = await createCatalogue();
    const response = await call('GET', '/images');
    expect(response.statusCode).toBe(200);
    expect(idsOf(response)).toEqual(ids.toReversed());
    const [untagged, , first] = response.json();
    expect(untagged).not.toHaveProperty('tags');
    expect(untagged).not.toHaveProperty('metadata');
    expect(first.tags).toEqual([{ tagId: red, tagName: 'red', created: expect.any(String) }]);
  });

  it('are chosen by what they are tagged with, and counted', async () => {
    const { call, ids, red, old } = await createCatalogue();
    const [first, second, third] = ids as [string, string, string];
    const lists: [string, Record<string, string | string[]>, string[]][] = [
      ['/images', { orderBy: 'oldest' }, [first, second, third]],
      ['/images', { taggingStatus: 'Tagged' }, [second, first]],
      ['/images', { taggingStatus: 'Untagged' }, [third]],
      ['/images', { tagIds: old }, [second]],
      ['/images/tagged', {}, [second, first]],
      ['/images/tagged', { tagIds: old.toUpperCase() }, [second]],
      ['/images/tagged', { tagIds: [red, old] }, [second, first]],
      ['/images/tagged', { tagIds: `${red},${old}`, orderBy: 'Oldest' }, [first, second]],
      ['/images/untagged', {}, [third]],
    ];
    for (const [path, query, expected] of lists) {
      expect(idsOf(await call('GET', path, { query })), `${path} ${JSON.stringify(query)}`).toEqual(expected);
      const count = await call('GET', `${path}/count`, { query });
      expect([count.statusCode, count.json()]).toEqual([200, expected.length]);
    }
  });

  it('come in pages', async () => {
    const { call, ids } = await createCatalogue();
    const page = async (take: string, skip: string) =>
      idsOf(await call('GET', '/images', { query: { take, skip } }));
    expect(await page('2', '0')).toEqual([ids[2], ids[1]]);
    expect(await page('2', '2')).toEqual([ids[0]]);
    expect(await page('0', '0')).toEqual([]);
  });

  it('are found by their identifiers', async () => {
    const { call, ids } = await createCatalogue();
    const query = { imageIds: `${ids[0]},${ids[2]},00000000-0000-4000-8000-000000000000` };
    expect(idsOf(await call('GET', '/images/id', { query }))).toEqual([ids[2], ids[0]]);
    expect((await call('GET', '/images/id')).json()).toEqual([]);
  });

  it('are those that an iteration was trained on, if one is named', async () => {
    const server = await createCatalogue();
    const { call, ids, red, pool } = server;
    const iterationId = await trainedOn(server, ids.slice(0, 2));
    await call('DELETE', '/images', { query: { imageIds: ids[1]! } });
    await call('DELETE', '/images/tags', { query: { imageIds: ids[0]!, tagIds: red } });
    await pool.query('DELETE FROM custom_vision_server.tag WHERE id = $1', [red]);

    expect(idsOf(await call('GET', '/images'))).toEqual([ids[2], ids[0]]);
    expect((await call('GET', '/images/tagged/count')).json()).toBe(0);
    const query = { iterationId };
    const response = await call('GET', '/images/tagged', { query });
    expect(idsOf(response)).toEqual([ids[1], ids[0]]);
    expect(response.json()[1].tags).toEqual([{ tagId: red, tagName: 'red', created: expect.any(String) }]);
    expect((await call('GET', '/images/tagged/count', { query: { ...query, tagIds: red } })).json()).toBe(2);
    expect((await call('GET', '/images/untagged', { query })).json()).toEqual([]);
    expect(idsOf(await call('GET', '/images/id', { query: { ...query, imageIds: ids.join(',') } }))).toEqual([
      ids[1],
      ids[0],
    ]);
  });

  it('are not listed where the service refuses', async () => {
    const { call } = await createImageServer();
    const ids = (count: number) => Array.from({ length: count }, () => randomUUID()).join();
    const refused: [path: string, query: Record<string, string>, status: number, code: string][] = [
      ['', { take: '257' }, 400, 'BadRequestImageExceededCount'],
      ['', { take: '-1' }, 400, 'BadRequestInvalid'],
      ['', { orderBy: 'Suggested' }, 400, 'BadRequestInvalid'],
      ['', { $filter: "metadata=shop eq 'north'" }, 400, 'BadRequestNotSupported'],
      ['', { tagIds: 'red' }, 400, 'BadRequestInvalid'],
      ['', { tagIds: ids(21) }, 400, 'BadRequestExceededBatchSize'],
      ['', { iterationId: randomUUID() }, 404, 'NotFoundIteration'],
      ['/id', { imageIds: 'guitar' }, 400, 'BadRequestInvalidIds'],
      ['/id', { imageIds: ids(257) }, 400, 'BadRequestExceededBatchSize'],
    ];
    for (const [path, query, status, code] of refused) {
      const response = await call('GET', `/images${path}`, { query });
      expect([response.statusCode, response.json().code], `${path} ${code}`).toEqual([status, code]);
    }
  });
});
