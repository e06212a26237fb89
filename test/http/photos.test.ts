import sharp from 'sharp';
import { expect, it } from 'vitest';
import { suggest } from '../review/pending.js';
import { createTestServer } from '../support/http-server.js';
import { createTestService } from './service.js';

const wide = () =>
  sharp({ create: { width: 2000, height: 1000, channels: 3, background: '#dc3c32' } })
    .png()
    .toBuffer();

it('gives photos of the listing as small JPEGs, which browsers keep for an hour', async () => {
  const { pool, server, keys } = await createTestService();
  const host = await createTestServer({ '/1.png': await wide() });
  const { id } = await suggest(pool, { listing: { photos: [`${host.url}/1.png?signature=secret`] } });
  const ask = (query: string, headers: object = {}) =>
    server.inject({
      url: `/v1/suggestions/${id}/photos/1${query}`,
      headers: { authorization: `Bearer ${keys.reviewer}`, ...headers },
    });
  for (const [query, width] of [
    ['', 480],
    ['?size=160', 160],
    ['?size=1600', 1600],
  ] as const) {
    const answer = await ask(query);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'private, max-age=3600',
      'x-content-type-options': 'nosniff',
    });
    const { format, width: actual } = await sharp(answer.rawPayload).metadata();
    expect({ format, actual }).toEqual({ format: 'jpeg', actual: width });
  }
  const { etag } = (await ask('')).headers;
  const asked = host.requests();
  expect((await ask('', { 'if-none-match': etag })).statusCode).toBe(304);
  expect(host.requests()).toBe(asked);
  expect((await ask('?size=160', { 'if-none-match': etag })).statusCode).toBe(200);
  expect((await ask('?size=17')).statusCode).toBe(400);
});

it('fetches only what belongs to the listing, as safely as workers do', async () => {
  const { pool, ask } = await createTestService();
  const host = await createTestServer({
    '/text.jpg': 'no photo',
    '/busy.jpg': (_, response) => void response.writeHead(503).end(),
  });
  const { id } = await suggest(pool, {
    listing: {
      photos: [
        ...[`${host.url}/text.jpg`, `${host.url}/gone.jpg`, 'http://127.0.0.2:9/private.jpg'],
        ...[`${host.url}/busy.jpg?signature=secret`],
      ],
    },
  });
  const codes = [];
  for (const position of [1, 2, 3, 4, 5, 99_999, -1]) {
    const { status, body, headers, text } = await ask(
      'reviewer',
      'GET',
      `/v1/suggestions/${id}/photos/${position}`,
    );
    expect(headers['cache-control']).toBe('no-store');
    expect(text).not.toContain('secret');
    codes.push(`${status} ${body.code}`);
  }
  expect(codes).toEqual([
    ...['404 photo_not_an_image', '404 photo_not_found', '404 photo_address_refused', '502 photo_throttled'],
    ...['404 not_found', '400 invalid_request', '400 invalid_request'],
  ]);
});
