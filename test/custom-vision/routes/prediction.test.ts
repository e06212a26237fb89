import { expect, it } from 'vitest';
import { createTestServer } from '../../support/http-server.js';
import { createVision, photo, standIn, type Vision } from '../../support/vision.js';

const octets = { 'content-type': 'application/octet-stream' };

/** A project whose iteration is published as "live". */
async function published({ call, addPhotos, idle }: Vision) {
  const { body: project } = await call('POST', '/projects?name=A');
  const path = `/projects/${project.id}`;
  const tags = [];
  for (const name of ['red', 'blue']) tags.push((await call('POST', `${path}/tags?name=${name}`)).body);
  await addPhotos(project.id, Object.fromEntries(tags.map(({ id }) => [id, 5])));
  const { body: iteration } = await call('POST', `${path}/train`);
  await idle();
  await call('POST', `${path}/iterations/${iteration.id}/publish?publishName=live&predictionId=here`);
  return { id: project.id as string, iteration: iteration.id as string, tags };
}

function form(bytes: Buffer, name: string, header = '') {
  const boundary = 'boundary';
  return {
    payload: Buffer.concat([
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${header}\r\nContent-Type: application/octet-stream\r\n\r\n`,
      ),
      bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}

it('answers a published iteration with all tags, and keeps the photo unless told not to', async () => {
  const vision = await createVision();
  const { id, iteration, tags } = await published(vision);
  const ask = (path: string, options: object, version = 'v3.1') =>
    vision.call('POST', `/${id}/classify/iterations/live${path}`, {
      role: 'prediction',
      version,
      ...options,
    });
  const payload = await photo();
  const { status, headers, body } = await ask('/image?application=shop', { payload, headers: octets });
  expect(status).toBe(200);
  expect(body).toEqual({
    id: headers['apim-request-id'],
    project: id,
    iteration,
    created: expect.stringMatching(/Z$/),
    predictions: [
      { probability: 0.9, tagId: tags[0].id, tagName: 'red', tagType: 'Regular' },
      { probability: 0.1, tagId: tags[1].id, tagName: 'blue', tagType: 'Regular' },
    ],
  });
  const kept = await vision.pool.query(
    'SELECT id, bytes, width, application FROM custom_vision_server.prediction',
  );
  expect(kept.rows).toEqual([{ id: body.id, bytes: payload, width: 16, application: 'shop' }]);
  const old = await ask('/image/nostore', form(payload, 'imageData'), 'v3.0');
  expect(Object.keys(old.body.predictions[0])).toEqual(['probability', 'tagId', 'tagName']);
  expect((await ask('/image/nostore', form(payload, '0', '; filename="a.jpg"'))).status).toBe(200);
  const photos = await createTestServer({ '/a.png': payload });
  expect((await ask('/url/nostore', { payload: { url: `${photos.url}/a.png` } })).status).toBe(200);
  expect((await vision.pool.query('SELECT FROM custom_vision_server.prediction')).rowCount).toBe(1);
});

it('refuses what cannot be answered in the words of the service', async () => {
  const vision = await createVision();
  const { id } = await published(vision);
  const sound = { payload: await photo(), headers: octets };
  const ask = async (path: string, options: object = sound) => {
    const { status, body, headers } = await vision.call('POST', path, {
      role: 'prediction',
      version: 'v3.1',
      ...options,
    });
    return { status, body, id: headers['apim-request-id'] };
  };
  const live = `/${id}/classify/iterations/live`;
  expect(await ask(`/${id}/classify/iterations/other/image`)).toMatchObject({
    status: 404,
    body: { code: 'NotFoundIteration', message: 'Invalid iteration' },
  });
  expect(await ask('/ee85a74c-405e-4adc-bb47-ffa8ca0c9f31/classify/iterations/live/image')).toMatchObject({
    status: 404,
    body: { code: 'NotFoundProject' },
  });
  for (const path of ['image', 'image/nostore', 'url', 'url/nostore']) {
    expect(await ask(`/${id}/detect/iterations/live/${path}`)).toMatchObject({
      status: 400,
      body: { message: 'Invalid project type for operation.' },
    });
  }
  const bad = await ask(`${live}/image`, { payload: Buffer.from('no photo'), headers: octets });
  expect(bad).toMatchObject({
    status: 400,
    body: { code: 'BadRequestImageFormat', message: `Bad Request Image Format, Uri: ${bad.id}` },
  });
  const truncated = (await photo()).subarray(0, 60);
  expect((await ask(`${live}/image`, { payload: truncated, headers: octets })).body.code).toBe(
    'BadRequestImageFormat',
  );
  for (const megabytes of [5, 9]) {
    const large = { payload: Buffer.alloc(megabytes * 1024 * 1024), headers: octets };
    expect((await ask(`${live}/image`, large)).body.code).toBe('BadRequestImageSizeBytes');
    expect((await ask(`${live}/image`, form(large.payload, 'imageData'))).body.code).toBe(
      'BadRequestImageSizeBytes',
    );
  }
  expect((await ask(`${live}/image`, { headers: octets })).body.code).toBe('BadRequestImageStream');
  for (const url of ['http://169.254.169.254/latest', 'file:///etc/passwd', 'nothing']) {
    expect((await ask(`${live}/url`, { payload: { url } })).body.code).toBe('BadRequestImageUrl');
  }
  expect((await ask(`${live}/url`, { payload: { Address: 'x' } })).body.code).toBe('BadRequestImageUrl');
});

it('writes probabilities as the service does: float32, whole ones with a point, small ones with E', async () => {
  let said = [0.05149666, 3.54070262e-13];
  const vision = await createVision({ engine: { ...standIn, score: async () => Float32Array.from(said) } });
  const { id } = await published(vision);
  const ask = async () => {
    const path = `/${id}/classify/iterations/live/image/nostore`;
    const payload = await photo();
    return (await vision.call('POST', path, { role: 'prediction', payload, headers: octets })).text;
  };
  const fractions = await ask();
  expect(fractions).toContain('"probability": 0.05149666,\r\n');
  expect(fractions).toMatch(/"probability": 3\.5407026\d?E-13,\r\n/);
  said = [1, 0];
  const whole = await ask();
  expect(whole).toContain('"probability": 1.0,\r\n');
  expect(whole).toContain('"probability": 0.0,\r\n');
});
