import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../../../src/config/config.js';
import { createRemoteClassifier } from '../../../src/custom-vision/client/classifier.js';
import type { RemoteNetwork } from '../../../src/custom-vision/client/description.js';
import { HoneyburstError } from '../../../src/errors.js';
import { describeClassifier, preparePhotos } from '../../support/classifier-contract.js';
import { testLog } from '../../support/database.js';
import { createTestServer, type Handler } from '../../support/http-server.js';
import { answer, predict } from './prediction-server.js';
import { networks, remoteModel, root } from './remote-model.js';

/** What an exported container answers: in the order of its labels, rounded, and the least ones left out. */
const container =
  (tags: RemoteNetwork['tags']): Handler =>
  async (request, response) => {
    const photo = Buffer.concat(await request.toArray());
    const predictions = (await predict({ tags }, photo))
      .map(({ tagName, probability }) => ({
        ...{ tagName, probability: Math.round(probability * 1e8) / 1e8, tagId: '', boundingBox: null },
      }))
      .filter(({ probability }) => probability > 1e-8);
    answer(response, 200, {
      id: '',
      project: '',
      iteration: '',
      created: '2026-01-01T00:00:00',
      predictions,
    });
  };

const path = (place: number) => `/network-${place}`;
const server = await createTestServer(
  Object.fromEntries(networks.map(({ tags }, place) => [`${path(place)}/image`, container(tags)])),
  afterAll,
);

function open(url: string, retryMs = 5000) {
  const at = (place: number) => ({ at: { container: `${url}${path(place)}/` } });
  const [, red, sunburst] = networks;
  const model = remoteModel({
    customVision: {
      endpoint: url,
      root: { ...root, ...at(0) },
      within: { red: { ...red!, ...at(1) }, sunburst: { ...sunburst!, ...at(2) } },
    },
  });
  const config = { ...parseConfig({}).customVision, retryMs };
  const openDatabase = () => Promise.reject(new Error('a container needs no database'));
  return createRemoteClassifier(model, { config, openDatabase, log: testLog });
}

describeClassifier('in exported containers, without key or database', () => open(server.url), {
  hierarchy: 'hard',
});

async function openWith(handler: Handler, retryMs?: number) {
  const broken = await createTestServer(handler);
  const classifier = await open(broken.url, retryMs);
  onTestFinished(() => classifier.close());
  const [photo] = await preparePhotos(classifier);
  return { classify: () => classifier.classify([photo!]), requests: broken.requests };
}

async function unusedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return `http://127.0.0.1:${port}`;
}

describe('a container', () => {
  it.each<[string, Handler]>([
    ['500', (_, response) => void response.writeHead(500).end('Error processing image')],
    [
      '200 and a sentence',
      (_, response) => answer(response, 200, 'Error: Could not preprocess image for prediction. x'),
    ],
  ])('that answers %s refuses that photo for good', async (_, handler) => {
    const { classify, requests } = await openWith(handler);
    await expect(classify()).rejects.toMatchObject({
      code: 'custom_vision_photo_refused',
      retryable: false,
      halts: false,
      message: expect.stringContaining('refuses the photo'),
    });
    expect(requests()).toBe(1);
  });

  it.each([200, 400, 401, 404, 413, 418, 429, 500, 503])(
    'is not quoted where it answers %i with something else than predictions',
    async (status) => {
      const { classify } = await openWith((_, response) => {
        response.writeHead(status, 'secret', { 'apim-request-id': 'secret' }).end('"secret"');
      }, 0);
      const error = await classify().catch((thrown) => thrown);
      expect(error).toBeInstanceOf(HoneyburstError);
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('secret');
    },
  );

  it('is asked again while it starts', async () => {
    let asked = 0;
    const { classify } = await openWith((request, response) => {
      if (++asked === 1) return void response.writeHead(503).end('starting');
      if (asked === 2) return void request.socket.destroy();
      const place = networks.findIndex((_, i) => request.url!.startsWith(path(i)));
      return container(networks[place]!.tags)(request, response);
    });
    await classify();
    expect(asked).toBeGreaterThanOrEqual(3);
  });

  it('that is something else gives no proper answer', async () => {
    const { classify } = await openWith((_, response) => answer(response, 200, { hello: 'world' }), 0);
    await expect(classify()).rejects.toMatchObject({ code: 'custom_vision_answer_invalid', retryable: true });
  });

  it('fails for now where nobody listens', async () => {
    const classifier = await open(await unusedAddress(), 0);
    const [photo] = await preparePhotos(classifier);
    await expect(classifier.classify([photo!])).rejects.toMatchObject({
      code: 'custom_vision_unavailable',
      retryable: true,
    });
  });
});
