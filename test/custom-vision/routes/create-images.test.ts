import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createTestServer } from '../../support/http-server.js';
import { createImageServer, type ImageServer, makePhoto } from './image-server.js';

interface Result {
  sourceUrl: string;
  status: string;
  image: { id: string; created: string; tags?: { tagId: string; tagName: null; created: string }[] } | null;
}

const base64 = (photo: Buffer) => photo.toString('base64');
const statusesOf = (response: { json(): { images: Result[] } }) =>
  response.json().images.map(({ status }) => status);
const sevenDigits = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}$/;

/** A form as any client sends it, with photos under those names. */
async function form(parts: [name: string, photo: Buffer | string, filename?: string][]) {
  const data = new FormData();
  for (const [name, photo, filename] of parts) {
    if (typeof photo === 'string') data.append(name, photo);
    else data.append(name, new Blob([new Uint8Array(photo)], { type: 'image/jpeg' }), filename);
  }
  const encoded = new Response(data);
  return {
    headers: { 'content-type': encoded.headers.get('content-type')! },
    body: Buffer.from(await encoded.arrayBuffer()),
  };
}

const countImages = async ({ pool }: ImageServer) =>
  (await pool.query<{ count: number }>('SELECT count(*) FROM custom_vision_server.image')).rows[0]!.count;

describe('CreateImagesFromData', () => {
  it('takes a form of several photos, whatever their fields are called', async () => {
    const server = await createImageServer();
    const [red, old] = [await server.tag('red'), await server.tag('old')];
    const upload = await form([
      ['files[0]', await makePhoto({ width: 60, height: 40 }), 'first.jpg'],
      ['note', 'not a photo'],
      ['imageData', await makePhoto({ format: 'png' as 'jpeg' }), 'shop/grün/second.png'],
    ]);
    const before = await server.changedAt();
    const response = await server.call('POST', '/images', { ...upload, query: { tagIds: `${red},${old}` } });
    expect(response.statusCode).toBe(200);
    const { isBatchSuccessful, images } = response.json();
    expect(isBatchSuccessful).toBe(true);
    expect(images.map(({ sourceUrl, status }: Result) => [sourceUrl, status])).toEqual([
      ['"first.jpg"', 'OK'],
      ['"shop/grün/second.png"', 'OK'],
    ]);
    const { image } = images[0];
    expect(Object.keys(image)).toEqual([
      'id',
      'created',
      'width',
      'height',
      'resizedImageUri',
      'originalImageUri',
      'thumbnailUri',
      'tags',
    ]);
    expect(image).toMatchObject({ width: 60, height: 40, created: expect.stringMatching(sevenDigits) });
    expect(image.resizedImageUri).toBe(image.originalImageUri);
    expect(image.tags.map(({ tagId }: { tagId: string }) => tagId).sort()).toEqual([red, old].sort());
    for (const tag of image.tags) {
      expect(tag).toMatchObject({ tagName: null, created: expect.stringMatching(sevenDigits) });
    }
    expect(await server.changedAt()).not.toBe(before);
  });

  it('takes a photo as the body itself', async () => {
    const server = await createImageServer();
    const headers = { 'content-type': 'application/octet-stream' };
    const response = await server.call('POST', '/images', { headers, body: await makePhoto() });
    expect(response.statusCode).toBe(200);
    const [{ status, image }] = response.json().images;
    expect(status).toBe('OK');
    expect(image).not.toHaveProperty('tags');
  });

  it('says what is wrong with each refused photo, and adds the others', async () => {
    const server = await createImageServer();
    const photo = await makePhoto({ width: 300, height: 200 });
    const upload = await form([
      ['a', Buffer.from('not a photo'), 'text.jpg'],
      ['a', Buffer.concat([photo, Buffer.alloc(6 * 1024 * 1024)]), 'large.jpg'],
      ['a', await makePhoto({ width: 10_241, height: 500 }), 'wide.jpg'],
      ['a', await makePhoto({ width: 520, height: 20 }), 'narrow.jpg'],
      ['a', photo.subarray(0, photo.length / 2), 'half.jpg'],
      ['a', Buffer.from('BM\x46\0\0\0'), 'bitmap.bmp'],
      ['a', await makePhoto({ width: 500, height: 20 }), 'sound.jpg'],
    ]);
    const response = await server.call('POST', '/images', { ...upload, version: 'v3.4-preview' });
    expect(response.statusCode).toBe(207);
    expect(response.json().isBatchSuccessful).toBe(false);
    expect(statusesOf(response)).toEqual([
      'ErrorImageFormat',
      'ErrorImageSize',
      'ErrorImageDimensions',
      'ErrorImageDimensions',
      'ErrorImageFormat',
      'ErrorImageFormat',
      'OK',
    ]);
    expect(response.json().images[0].image).toBeNull();
    expect(await countImages(server)).toBe(1);
  });

  it('gives up on a form that is too large as a whole, announced or not', async () => {
    const server = await createImageServer();
    const part = await form([['a', Buffer.alloc(6_000_000), 'a.jpg']]);
    const headers = { ...part.headers, 'content-length': String(60_000_000) };
    const announced = await server.call('POST', '/images', { body: part.body, headers });
    const many = await form(
      Array.from({ length: 10 }, (_, number) => ['a', Buffer.alloc(6_000_000), `${number}.jpg`]),
    );
    const chunked = await server.call('POST', '/images', {
      headers: many.headers,
      body: Readable.from(many.body),
    });
    for (const { statusCode, json } of [announced, chunked]) {
      expect(statusCode).toBe(408);
      expect(json()).toMatchObject({ code: 'RequestTimeout' });
    }
    expect(await countImages(server)).toBe(0);
  });

  it('refuses what is no form and no photo', async () => {
    const server = await createImageServer();
    const { headers, body } = await form([['a', await makePhoto(), 'a.jpg']]);
    const broken = { headers, body: body.subarray(0, body.length - 100) };
    const empty = { headers: { 'content-type': 'application/octet-stream' }, body: Buffer.alloc(0) };
    for (const given of [broken, empty]) {
      const response = await server.call('POST', '/images', given);
      expect(response.statusCode).toBe(400);
      expect(response.json()).toMatchObject({ code: 'BadRequestImageStream' });
    }
    const noPhoto = await server.call('POST', '/images', await form([['note', 'text']]));
    expect(noPhoto.json()).toMatchObject({ code: 'BadRequestImageBatch' });
    const many = await form(
      Array.from({ length: 65 }, (_, number) => ['a', Buffer.from('x'), `${number}.jpg`]),
    );
    expect((await server.call('POST', '/images', many)).json()).toMatchObject({
      code: 'BadRequestExceededBatchSize',
    });
  });
});

describe('CreateImagesFromFiles', () => {
  it('adds photos with the tags of the batch and their own, and metadata', async () => {
    const server = await createImageServer();
    const [red, old] = [await server.tag('red'), await server.tag('old')];
    const images = [
      { name: 'a.jpg', contents: base64(await makePhoto()), tagIds: [old.toUpperCase()] },
      { name: 'b.jpg', contents: base64(await makePhoto()) },
    ];
    const body = { images, tagIds: [red], metadata: { shop: 'north' } };
    const response = await server.call('POST', '/images/files', { body });
    expect(response.statusCode).toBe(200);
    const [first, second] = response.json().images;
    expect(first.sourceUrl).toBe('a.jpg');
    expect(first.image.tags.map(({ tagId }: { tagId: string }) => tagId).sort()).toEqual([red, old].sort());
    expect(second.image.tags.map(({ tagId }: { tagId: string }) => tagId)).toEqual([red]);
    expect(second.image.metadata).toEqual({ shop: 'north' });
  });

  it('keeps the order of the batch in its answer and in lists', async () => {
    const server = await createImageServer();
    const photos = await Promise.all(Array.from({ length: 20 }, () => makePhoto()));
    const ids = await server.add(photos);
    const listed = async (path: string, query: Record<string, string>) =>
      (await server.call('GET', path, { query })).json().map(({ id }: { id: string }) => id);
    expect(await listed('/images', { orderBy: 'Oldest' })).toEqual(ids);
    expect(await listed('/images', { orderBy: 'Newest' })).toEqual(ids.toReversed());

    const again = await server.call('POST', '/images/files', {
      body: { images: photos.toReversed().map((photo, n) => ({ name: `${n}`, contents: base64(photo) })) },
    });
    const results = again.json().images as Result[];
    expect(results.map(({ sourceUrl }) => Number(sourceUrl))).toEqual([...photos.keys()]);
    expect(results.map(({ image }) => image?.id)).toEqual(ids.toReversed());
  });

  it('answers a known photo with its image, which gets the additional tags', async () => {
    const server = await createImageServer();
    const [red, old] = [await server.tag('red'), await server.tag('old')];
    const photo = await makePhoto();
    const [id] = await server.add([photo], [red]);
    const body = { images: [{ name: 'again', contents: base64(photo) }], tagIds: [old] };
    const response = await server.call('POST', '/images/files', { body });
    expect(response.statusCode).toBe(207);
    const { isBatchSuccessful, images } = response.json();
    expect(isBatchSuccessful).toBe(false);
    expect(images[0]).toMatchObject({ status: 'OKDuplicate', image: { id } });
    expect(images[0].image.tags.map(({ tagId }: { tagId: string }) => tagId)).toEqual([red, old]);
    const before = await server.changedAt();
    await server.call('POST', '/images/files', { body });
    expect(await server.changedAt()).toBe(before);
    expect(await countImages(server)).toBe(1);
  });

  it('takes a photo again that was deleted', async () => {
    const server = await createImageServer();
    const photo = await makePhoto();
    const [id] = await server.add([photo]);
    await server.call('DELETE', '/images', { query: { imageIds: id! } });
    const body = { images: [{ name: 'again', contents: base64(photo) }] };
    expect(statusesOf(await server.call('POST', '/images/files', { body }))).toEqual(['OK']);
  });

  it('keeps a photo once if several clients send it at once', async () => {
    const server = await createImageServer();
    const body = { images: [{ name: 'one', contents: base64(await makePhoto()) }] };
    const responses = await Promise.all(
      Array.from({ length: 8 }, () => server.call('POST', '/images/files', { body })),
    );
    expect(responses.flatMap(statusesOf).sort()).toEqual(['OK', ...Array(7).fill('OKDuplicate')]);
  });

  it('answers in the terms of the version that was asked for', async () => {
    const server = await createImageServer();
    const contents = base64(await makePhoto());
    const body = { images: [{ name: 'a', contents, tagIds: [server.projectId] }] };
    const answers = await Promise.all(
      ['v3.0', 'v3.2', 'v3.3', 'v3.4-preview'].map(async (version) => {
        const response = await server.call('POST', '/images/files', { body, version });
        return [response.statusCode, response.json().isBatchSuccessful, response.json().images[0].status];
      }),
    );
    expect(answers).toEqual([
      [200, false, 'ErrorUnknown'],
      [200, false, 'ErrorUnknown'],
      [207, false, 'ErrorUnknown'],
      [207, false, 'ErrorInvalidTag'],
    ]);
  });

  it('keeps the rules of tags and the limit of the project', async () => {
    const server = await createImageServer({ classificationType: 'Multiclass', imagesPerProject: 2 });
    const [red, old] = [await server.tag('red'), await server.tag('old')];
    const none = await server.tag('none', 'Negative');
    const entry = async (...tagIds: string[]) => ({
      name: 'photo',
      contents: base64(await makePhoto()),
      tagIds,
    });
    const images = [
      await entry(red, old),
      await entry(red, none),
      await entry(red),
      await entry(none),
      await entry(old),
    ];
    expect(statusesOf(await server.call('POST', '/images/files', { body: { images } }))).toEqual([
      'ErrorTagLimitExceed',
      'ErrorNegativeAndRegularTagOnSameImage',
      'OK',
      'OK',
      'ErrorLimitExceed',
    ]);
  });

  it('refuses as a whole what the service refuses as a whole', async () => {
    const server = await createImageServer();
    const image = { name: 'a', contents: '' };
    const guids = Array.from({ length: 21 }, () => randomUUID());
    const pairs = Object.fromEntries(Array.from({ length: 51 }, (_, key) => [`k${key}`, '']));
    const refused: [body: unknown, code: string][] = [
      [{}, 'BadRequestImageBatch'],
      [{ images: Array(65).fill(image) }, 'BadRequestExceededBatchSize'],
      [{ images: [{ ...image, tagIds: guids.slice(1) }], tagIds: guids }, 'BadRequestExceededBatchSize'],
      [{ images: [image], tagIds: ['red'] }, 'BadRequestImageBatch'],
      [{ images: [{ ...image, regions: [{}] }] }, 'BadRequestImageRegions'],
      [{ images: [image], metadata: { ['k'.repeat(257)]: '' } }, 'BadRequestImageMetadataKey'],
      [{ images: [image], metadata: { k: 'v'.repeat(513) } }, 'BadRequestImageMetadataValue'],
      [{ images: [image], metadata: pairs }, 'BadRequestImageMetadataKey'],
    ];
    for (const [body, code] of refused) {
      const response = await server.call('POST', '/images/files', { body });
      expect([response.statusCode, response.json().code]).toEqual([400, code]);
    }
    const headers = { 'content-type': 'application/json' };
    const large = await server.call('POST', '/images/files', {
      headers,
      body: Buffer.alloc(58_000_000, ' '),
    });
    expect([large.statusCode, large.json().code]).toEqual([408, 'RequestTimeout']);
    for (const id of [randomUUID(), 'guitars']) {
      const response = await server.app.inject({
        method: 'POST',
        url: `/customvision/v3.3/training/projects/${id}/images/files`,
        headers: { 'Training-Key': server.key },
        payload: { images: [image] },
      });
      expect([response.statusCode, response.json().code]).toEqual([404, 'NotFoundProject']);
    }
  });
});

describe('CreateImagesFromUrls', () => {
  it('fetches the photos, more than are held at a time', async () => {
    const server = await createImageServer();
    const photos = await Promise.all(Array.from({ length: 11 }, () => makePhoto()));
    const site = await createTestServer(
      Object.fromEntries(photos.map((photo, number) => [`/${number}.jpg`, photo])),
    );
    const images = photos.map((_, number) => ({ url: `${site.url}/${number}.jpg?signed` }));
    const response = await server.call('POST', '/images/urls', { body: { images } });
    expect(response.statusCode).toBe(200);
    expect(response.json().images.map(({ sourceUrl }: Result) => sourceUrl)).toEqual(
      images.map(({ url }) => url),
    );
    expect(await countImages(server)).toBe(11);
  });

  it('says why each photo could not be fetched', async () => {
    const server = await createImageServer();
    const site = await createTestServer({
      '/page.jpg': '<html>',
      '/large.jpg': (_, response) => {
        response.writeHead(200, { 'content-length': 30_000_000 }).end();
      },
      '/medium.jpg': Buffer.alloc(6 * 1024 * 1024 + 1),
    });
    const urls = [
      `${site.url}/gone.jpg`,
      'http://10.0.0.1/internal.jpg',
      'file:///etc/passwd',
      'guitar.jpg',
      `${site.url}/page.jpg`,
      `${site.url}/large.jpg`,
      `${site.url}/medium.jpg`,
    ];
    const body = { images: urls.map((url) => ({ url })) };
    const response = await server.call('POST', '/images/urls', { body });
    expect(response.statusCode).toBe(207);
    expect(statusesOf(response)).toEqual([
      ...Array(4).fill('ErrorSource'),
      'ErrorImageFormat',
      'ErrorImageSize',
      'ErrorImageSize',
    ]);
  });
});
