import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { exportPath } from '../../../src/custom-vision/server/file-path.js';
import { createImageServer, makePhoto } from './image-server.js';
import { trainedOn } from './iteration.js';

const bare = (id: string) => id.replaceAll('-', '');

describe('files of the Custom Vision compatible server', () => {
  it('are photos as they were sent, and thumbnails', async () => {
    const { app, call, add, projectId } = await createImageServer();
    const photo = await makePhoto({ width: 600, height: 300 });
    const [id] = (await add([photo])) as [string];
    const [{ originalImageUri, thumbnailUri }] = (await call('GET', '/images')).json();
    expect(originalImageUri).toMatch(`/customvision/files/i-${bare(projectId)}/i-${bare(id)}?sv=`);
    expect(thumbnailUri).toMatch(`/customvision/files/i-${bare(projectId)}/t-${bare(id)}?sv=`);

    const original = await app.inject(originalImageUri);
    expect([original.statusCode, original.headers['content-type']]).toEqual([200, 'image/jpeg']);
    expect(original.headers['x-content-type-options']).toBe('nosniff');
    expect(original.rawPayload.equals(photo)).toBe(true);

    const thumbnail = await app.inject(thumbnailUri);
    expect(thumbnail.headers['content-type']).toBe('image/jpeg');
    expect(await sharp(thumbnail.rawPayload).metadata()).toMatchObject({ width: 256, height: 128 });
  });

  it('are photos of stored predictions', async () => {
    const server = await createImageServer();
    await server.tag('red');
    const iterationId = await trainedOn(server, []);
    const photo = await makePhoto({ format: 'png' as 'jpeg' });
    await server.pool.query(
      `INSERT INTO custom_vision_server.prediction (project_id, iteration_id, bytes, width, height, probabilities)
       VALUES ($1, $2, $3, 64, 48, '{1}')`,
      [server.projectId, iterationId, photo],
    );
    const [{ originalImageUri }] = (await server.call('POST', '/predictions/query', { body: {} })).json()
      .results;
    const response = await server.app.inject(originalImageUri);
    expect(response.headers['content-type']).toBe('image/png');
    expect(response.rawPayload.equals(photo)).toBe(true);
  });

  it('are exports that are done', async () => {
    const server = await createImageServer();
    await server.tag('red');
    const iterationId = await trainedOn(server, []);
    const zip = Buffer.from('PK');
    await server.pool.query(
      `INSERT INTO custom_vision_server.export (iteration_id, platform, flavor, status, bytes)
       VALUES ($1, 'ONNX', '', 'Done', $2), ($1, 'ONNX', 'ONNX12', 'Exporting', NULL)`,
      [iterationId, zip],
    );
    const get = (flavor: string | null) =>
      server.app.inject(server.signer.sign(exportPath(server.projectId, iterationId, 'ONNX', flavor), ''));
    const done = await get(null);
    expect([done.statusCode, done.headers['content-type']]).toEqual([200, 'application/zip']);
    expect(done.rawPayload.equals(zip)).toBe(true);
    expect((await get('ONNX12')).statusCode).toBe(404);
  });

  it('need a valid signature', async () => {
    const { app, call, add } = await createImageServer();
    await add([await makePhoto()]);
    const [{ originalImageUri, thumbnailUri }] = (await call('GET', '/images')).json();
    const [path, query] = originalImageUri.split('?') as [string, string];
    const refused = [
      path,
      `${path}?${query.replace('sig=', 'sig=A')}`,
      `${thumbnailUri.split('?')[0]}?${query}`,
    ];
    for (const url of refused) {
      const response = await app.inject(url);
      expect([response.statusCode, response.headers['content-type']]).toEqual([403, 'application/xml']);
      expect(response.headers['x-ms-error-code']).toBe('AuthenticationFailed');
      expect(response.body).toContain('<Code>AuthenticationFailed</Code>');
    }
  });

  it('are deleted with the photo', async () => {
    const { app, call, add } = await createImageServer();
    await add([await makePhoto()]);
    const [{ originalImageUri }] = (await call('GET', '/images')).json();
    await call('DELETE', '/images', { query: { allImages: 'true', allIterations: 'true' } });
    const response = await app.inject(originalImageUri);
    expect(response.statusCode).toBe(404);
    expect(response.body).toContain('<Code>BlobNotFound</Code>');
  });

  it.each(['i-1/i-2', 'x-1/y', 'm-0/..%2f..%2fpackage.json'])('are none but those: %s', async (name) => {
    const { app, signer } = await createImageServer();
    const path = `/customvision/files/${decodeURIComponent(name)}`;
    const query = signer.sign(path, '').split('?')[1];
    expect((await app.inject(`/customvision/files/${name}?${query}`)).statusCode).toBe(404);
  });
});
