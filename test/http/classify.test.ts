import { expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { photo } from '../enrichment/catalogue.js';
import { createColourClassifier } from '../enrichment/colour-classifier.mjs';
import { createTestServer } from '../support/http-server.js';
import { createTestService } from './service.js';

/** A form with one file, as browsers and programs send it. */
function toForm(bytes: Buffer, filename = 'red.jpg') {
  const form = new FormData();
  form.append('image', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), filename);
  return form;
}

it('names the finish in a photo that is sent or found at an address', async () => {
  const { ask } = await createTestService({ classifier: async () => createColourClassifier() });
  const red = await photo('fiesta-red');
  const sent = await ask('ingest', 'POST', '/v1/classify', toForm(red));
  expect(sent).toMatchObject({
    status: 200,
    body: {
      image: 'red.jpg',
      family: { label: 'red' },
      finish: { label: 'fiesta-red', confidence: expect.any(Number) },
      latencyMs: expect.any(Number),
    },
  });
  const host = await createTestServer({ '/red.jpg': red });
  const url = `${host.url}/red.jpg`;
  const found = await ask('ingest', 'POST', '/v1/classify', { url });
  expect(found.body).toMatchObject({ image: url, finish: sent.body.finish, top: sent.body.top });
});

it('says what is wrong with a photo', async () => {
  const { ask } = await createTestService({
    classifier: async () => createColourClassifier(),
    photoLimits: {
      ...{ maxPerListing: 4, allowHosts: [], timeoutMs: 60_000, maxBytes: 2000, maxPixels: 1_000_000 },
      maxRedirects: 1,
    },
  });
  const classify = async (payload?: unknown) => {
    const { status, body } = await ask('ingest', 'POST', '/v1/classify', payload);
    return `${status} ${body.code}`;
  };
  expect(await classify(toForm(Buffer.from('text')))).toBe('422 photo_not_an_image');
  expect(await classify(toForm(Buffer.alloc(5000)))).toBe('413 payload_too_large');
  expect(await classify({ url: 'http://169.254.169.254/latest' })).toBe('422 photo_address_refused');
  expect(await classify({ url: 'file:///etc/passwd' })).toBe('422 photo_url_invalid');
  expect(await classify({})).toBe('400 invalid_request');
  expect(await classify(new FormData())).toBe('400 no_photo');
  expect(await classify()).toBe('400 no_photo');
  expect(await classify('text')).toBe('415 unsupported_media_type');
});

it('says how to come by a model where there is none', async () => {
  const { ask } = await createTestService({
    classifier: () => Promise.reject(new UsageError('There is no model yet.', { code: 'no_model' })),
  });
  expect(await ask('ingest', 'POST', '/v1/classify', toForm(await photo('black')))).toMatchObject({
    status: 503,
    body: { code: 'no_model', detail: 'There is no model yet.' },
  });
});
