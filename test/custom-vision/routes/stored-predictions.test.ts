import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createImageServer, type ImageServer, makePhoto } from './image-server.js';
import { trainedOn } from './iteration.js';

interface Stored {
  ids: string[];
  iterationId: string;
  red: string;
  old: string;
}

/** Predictions of an iteration with the tags red and old, each an hour after the one before. */
async function store(
  server: ImageServer,
  probabilities: [red: number, old: number][],
  application: string | null = null,
): Promise<Stored> {
  const [red, old] = [await server.tag('red'), await server.tag('old')];
  const iterationId = await trainedOn(server, []);
  const ids: string[] = [];
  for (const [hour, values] of probabilities.entries()) {
    const { rows } = await server.pool.query<{ id: string }>(
      `INSERT INTO custom_vision_server.prediction (project_id, iteration_id, bytes, width, height, probabilities, application, created_at)
       VALUES ($1, $2, $3, 64, 48, $4, $5, timestamptz '2026-01-01T00:00:00Z' + $6 * interval '1 hour') RETURNING id`,
      [server.projectId, iterationId, await makePhoto(), values, application, hour],
    );
    ids.push(rows[0]!.id);
  }
  return { ids, iterationId, red, old };
}

const idsOf = (response: { json(): { results: { id: string }[] } }) =>
  response.json().results.map(({ id }) => id);

describe('QueryPredictions', () => {
  it('answers in the shape of the specification', async () => {
    const server = await createImageServer();
    const { ids, iterationId, red, old } = await store(server, [[0.05149666, 0.9]], 'shop');
    const response = await server.call('POST', '/predictions/query', {
      body: { orderBy: 'Newest', tags: [{ id: old, minThreshold: 0.9, maxThreshold: 1 }] },
    });
    expect(response.statusCode).toBe(200);
    const address = expect.stringContaining(`/p-${server.projectId.replaceAll('-', '')}/`);
    expect(response.json()).toEqual({
      token: {
        session: expect.stringMatching(/^1:./),
        continuation: null,
        maxCount: 0,
        orderBy: 'Newest',
        tags: [{ id: old, minThreshold: 0.9, maxThreshold: 1 }],
        iterationId: null,
        startTime: null,
        endTime: null,
        application: null,
      },
      results: [
        {
          resizedImageUri: address,
          originalImageUri: address,
          thumbnailUri: address,
          domain: 'ee85a74c-405e-4adc-bb47-ffa8ca0c9f31',
          id: ids[0],
          project: server.projectId,
          iteration: iterationId,
          created: '2026-01-01T00:00:00.000Z',
          predictions: [
            { probability: 0.9, tagId: old, tagName: 'old', tagType: 'Regular' },
            { probability: 0.05149666, tagId: red, tagName: 'red', tagType: 'Regular' },
          ],
        },
      ],
    });
    expect(response.payload).toContain('"maxThreshold": 1.0\r\n');
    const earlier = await server.call('POST', '/predictions/query', { body: {}, version: 'v3.2' });
    expect(earlier.json().results[0].predictions[0]).not.toHaveProperty('tagType');
    expect(earlier.json().token.tags).toBeNull();
  });

  it('chooses by probability, time, iteration and application', async () => {
    const server = await createImageServer();
    const { ids, iterationId, red, old } = await store(
      server,
      [
        [0.1, 0.9],
        [0.5, 0.5],
        [0.9, 0.9],
      ],
      'shop',
    );
    const [first, second, third] = ids as [string, string, string];
    const queries: [body: object, expected: string[]][] = [
      [{}, [third, second, first]],
      [{ orderBy: 'oldest' }, [first, second, third]],
      [{ orderBy: 'Suggested' }, [second, first, third]],
      [{ tags: [{ id: red, maxThreshold: 0.5 }] }, [second, first]],
      [
        {
          tags: [
            { id: red, minThreshold: 0.5 },
            { id: old, minThreshold: 0.6 },
          ],
        },
        [third],
      ],
      [{ tags: [{ id: randomUUID() }] }, []],
      [{ startTime: '2026-01-01T01:00:00Z' }, [third, second]],
      [{ endTime: '2026-01-01T01:00:00Z' }, [second, first]],
      [{ iterationId }, [third, second, first]],
      [{ iterationId: randomUUID() }, []],
      [{ application: 'shop' }, [third, second, first]],
      [{ application: 'other' }, []],
    ];
    for (const [body, expected] of queries) {
      const response = await server.call('POST', '/predictions/query', { body });
      expect(idsOf(response), JSON.stringify(body)).toEqual(expected);
    }
  });

  it.each(['Newest', 'Oldest', 'Suggested'])(
    'comes in pages that continue each other: %s',
    async (orderBy) => {
      const server = await createImageServer();
      // Several are equally uncertain, up to their identifiers.
      const shares = [0.5, 0.1, 0.9, 0.5, 0.25];
      await store(
        server,
        shares.map((share) => [share, 1 - share]),
      );
      const whole = idsOf(await server.call('POST', '/predictions/query', { body: { orderBy } }));
      expect(whole).toHaveLength(5);
      const pages: string[][] = [];
      let token: Record<string, unknown> = { orderBy, maxCount: 2 };
      do {
        const response = await server.call('POST', '/predictions/query', { body: token });
        pages.push(idsOf(response));
        const { session } = token;
        token = response.json().token;
        if (session) expect(token.session).toBe(session);
      } while (token.continuation !== null);
      expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
      expect(pages.flat()).toEqual(whole);
    },
  );

  it('refuses what it cannot ask for', async () => {
    const { call } = await createImageServer();
    const tag = { id: randomUUID() };
    const invalid = 'BadRequestPredictionInvalidQueryParameters';
    const refused: [body: object, code: string][] = [
      [{ tags: [tag, tag, tag] }, 'BadRequestPredictionTagsExceededCount'],
      [{ maxCount: 257 }, 'BadRequestPredictionResultsExceededCount'],
      [{ orderBy: 'Best' }, invalid],
      [{ startTime: 'yesterday' }, invalid],
      [{ continuation: 'forged' }, invalid],
    ];
    for (const [body, code] of refused) {
      const response = await call('POST', '/predictions/query', { body });
      expect([response.statusCode, response.json().code]).toEqual([400, code]);
    }
  });
});

describe('DeletePrediction', () => {
  it('deletes those that are there', async () => {
    const server = await createImageServer();
    const { ids } = await store(server, [
      [0.1, 0.9],
      [0.5, 0.5],
    ]);
    const response = await server.call('DELETE', '/predictions', {
      query: { ids: `${ids[0]},${randomUUID()}` },
    });
    expect([response.statusCode, response.body]).toEqual([204, '']);
    expect(idsOf(await server.call('POST', '/predictions/query', { body: {} }))).toEqual([ids[1]]);
    const many = Array.from({ length: 65 }, () => randomUUID()).join();
    expect((await server.call('DELETE', '/predictions', { query: { ids: many } })).json()).toMatchObject({
      code: 'BadRequestPredictionIdsExceededCount',
    });
    expect((await server.call('DELETE', '/predictions')).json()).toMatchObject({
      code: 'BadRequestPredictionIdsMissing',
    });
  });
});

describe('CreateImagesFromPredictions', () => {
  it('adds the photos of predictions to the project', async () => {
    const server = await createImageServer();
    const { ids, red } = await store(server, [
      [0.1, 0.9],
      [0.5, 0.5],
    ]);
    const gone = randomUUID();
    const images = [...ids, gone].map((id) => ({ id }));
    const response = await server.call('POST', '/images/predictions', { body: { images, tagIds: [red] } });
    expect(response.statusCode).toBe(207);
    const results: { sourceUrl: string; status: string }[] = response.json().images;
    expect(results.map(({ sourceUrl, status }) => [sourceUrl, status])).toEqual([
      [ids[0], 'OK'],
      [ids[1], 'OK'],
      [gone, 'ErrorSource'],
    ]);
    expect((await server.call('GET', '/images/tagged/count', { query: { tagIds: red } })).json()).toBe(2);
  });
});
