import { inspect } from 'node:util';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { callService } from '../../../src/custom-vision/client/call.js';
import { checkPrediction } from '../../../src/custom-vision/client/check-prediction.js';
import { openPrediction, requestOptions } from '../../../src/custom-vision/client/connection.js';
import { HoneyburstError } from '../../../src/errors.js';
import { testLog } from '../../support/database.js';
import { accessDenied, answer, createPredictionServer, predictionKey } from './prediction-server.js';
import { networks, remoteConfig, root } from './remote-model.js';

const photo = Buffer.from('photo');
const { projectId, publishedName } = root.at as { projectId: string; publishedName: string };

/** A call with the SDK, as it is: what fails is told apart by what the SDK throws. */
async function caller(settings: Record<string, string> = {}) {
  const server = await createPredictionServer(networks);
  const config = remoteConfig(server.url, settings);
  const { client, host, key, keyVariable, close } = openPrediction(config);
  onTestFinished(close);
  const reserved: number[] = [];
  const counts = { reserved: 0, refunded: 0 };
  const pace = {
    reserve: async () => {
      counts.reserved++;
      reserved.push(performance.now());
    },
    refund: async () => void counts.refunded++,
  };
  const closing = new AbortController();
  const call = (given: { retryMs?: number; timeoutMs?: number } = {}) =>
    callService(
      (signal) => client.classifyImageWithNoStore(projectId, publishedName, photo, requestOptions(signal)),
      {
        ...{ stage: 'classify', host, key, keyVariable, target: 'the project', pace, log: testLog },
        ...{ retryMs: config.retryMs, signal: closing.signal, ...given },
      },
    );
  return { server, call, counts, reserved, closing };
}

const prediction = { predictions: [{ tagName: 'red', probability: 1 }] };

describe('a call to Custom Vision', () => {
  it('is made again after 429 once the service is to be asked again, and in its turn', async () => {
    const { server, call, counts, reserved } = await caller();
    server.intercept((_, response) => {
      if (counts.reserved === 1) {
        answer(response, 429, { error: { code: '429', message: 'rate limit' } }, { 'retry-after': '1' });
      } else answer(response, 200, prediction);
      return true;
    });
    await call();
    expect(counts).toEqual({ reserved: 2, refunded: 1 });
    expect(reserved[1]! - reserved[0]!).toBeGreaterThanOrEqual(1000);
  });

  it.each([408, 500, 503])('is made again after %i, by us and not by the SDK', async (status) => {
    const { server, call, counts } = await caller();
    server.intercept((_, response) => {
      answer(response, server.requests() === 1 ? status : 200, prediction);
      return true;
    });
    await call();
    expect(server.requests()).toBe(2);
    expect(counts).toEqual({ reserved: 2, refunded: 1 });
  });

  it('is made again after its connection broke; nobody knows whether that is billed, so it counts', async () => {
    const { server, call, counts } = await caller();
    server.intercept((request, response) => {
      if (server.requests() === 1) request.socket.destroy();
      else answer(response, 200, prediction);
      return true;
    });
    await call();
    expect(counts).toEqual({ reserved: 2, refunded: 0 });
  });

  it('is made again after a time without an answer', async () => {
    const { server, call } = await caller();
    server.intercept((_, response) => {
      if (server.requests() > 1) answer(response, 200, prediction);
      return true;
    });
    await call({ timeoutMs: 300 });
    // A busy machine may take the time for another try.
    expect(server.requests()).toBeGreaterThanOrEqual(2);
  });

  it('is left to the queue where the service asks for a longer pause than it may be tried again', async () => {
    const { server, call } = await caller();
    server.intercept((_, response) => {
      answer(response, 503, { code: 'x', message: 'down' }, { 'retry-after': '120' });
      return true;
    });
    await expect(call()).rejects.toMatchObject({
      code: 'custom_vision_unavailable',
      stage: 'classify',
      retryable: true,
      retryAfterMs: 120_000,
    });
    expect(server.requests()).toBe(1);
  });

  it('fails for now where nobody listens, and costs nothing', async () => {
    const server = await createPredictionServer([]);
    const gone = new URL(server.url);
    gone.port = '1';
    const { call, counts } = await caller({ CUSTOM_VISION_PREDICTION_ENDPOINT: gone.href });
    await expect(call({ retryMs: 0 })).rejects.toMatchObject({
      code: 'custom_vision_unavailable',
      retryable: true,
      halts: false,
    });
    expect(counts).toEqual({ reserved: 1, refunded: 1 });
  });

  it.each([
    [401, { error: { code: '401', message: accessDenied } }, 'custom_vision_key_refused', true],
    [403, { error: { code: '403', message: 'Out of call volume quota' } }, 'custom_vision_key_refused', true],
    [404, { code: 'NotFoundIteration', message: 'Invalid iteration' }, 'custom_vision_not_published', true],
    [
      400,
      { code: 'BadRequestImageFormat', message: 'Bad Request Image Format' },
      'custom_vision_photo_refused',
      false,
    ],
    [400, { code: 'BadRequestImageSizeBytes', message: 'too large' }, 'custom_vision_photo_refused', false],
    [400, { code: 'BadRequestInvalid', message: 'Invalid project type' }, 'custom_vision_refused', true],
    [302, '', 'custom_vision_refused', true],
  ])('tells %i %j: %s', async (status, body, code, halts) => {
    const { server, call } = await caller();
    server.intercept((_, response) => {
      answer(response, status, body, { location: `${server.url}/elsewhere` });
      return true;
    });
    await expect(call()).rejects.toMatchObject({ code, halts, retryable: false, stage: 'classify' });
    expect(server.requests()).toBe(1);
  });

  it('names the variable of a refused key, and shows the key nowhere, even if the service repeats it', async () => {
    const { server, call } = await caller();
    const signed = 'https://blob.test/i-1/photo?sv=2020&sig=SECRETSIGNATURE';
    server.intercept((_, response) => {
      answer(response, 401, { error: { code: '401', message: `No ${predictionKey} for ${signed}` } });
      return true;
    });
    const error: HoneyburstError = await call().then(
      () => expect.fail('the call was answered'),
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(HoneyburstError);
    expect(error.message).toContain('CUSTOM_VISION_PREDICTION_KEY');
    const lines: string[] = [];
    const shown = [
      inspect(error, { depth: Infinity, showHidden: true }),
      JSON.stringify(error),
      String(error.stack),
    ];
    pino({}, { write: (line: string) => void lines.push(line) }).error({ err: error }, error.message);
    for (const text of [...shown, lines.join()]) {
      expect(text).toContain('HoneyburstError');
      expect(text).not.toContain(predictionKey);
      expect(text).not.toContain('SECRETSIGNATURE');
    }
  });

  it('is given up when its connection closes, be it waiting or under way', async () => {
    const { server, call, closing } = await caller();
    server.intercept((_, response) => {
      if (server.requests() === 1) answer(response, 503, {}, { 'retry-after': '3' });
      else closing.abort();
      return true;
    });
    const waiting = call();
    const underWay = call();
    for (const given of [waiting, underWay, call()]) {
      await expect(given).rejects.toMatchObject({
        code: 'custom_vision_closed',
        stage: 'classify',
        retryable: true,
      });
    }
  });
});

describe('the check of the configuration', () => {
  it('is passed by a resource that takes the key, and pays nothing', async () => {
    const server = await createPredictionServer(networks);
    expect(await checkPrediction(remoteConfig(server.url), testLog)).toBe(server.url);
    expect(server.answered).toEqual([]);
  });

  it.each([
    ['a wrong key', { CUSTOM_VISION_PREDICTION_KEY: 'wrong' }, 'custom_vision_key_refused'],
    ['no service', { CUSTOM_VISION_PREDICTION_ENDPOINT: 'http://127.0.0.1:1/' }, 'custom_vision_unavailable'],
    ['no key', { CUSTOM_VISION_PREDICTION_KEY: '' }, 'custom_vision_not_configured'],
  ])('names %s', async (_, settings, code) => {
    const server = await createPredictionServer(networks);
    await expect(checkPrediction(remoteConfig(server.url, settings), testLog)).rejects.toMatchObject({
      code,
    });
  });

  it('is not passed by a server of something else', async () => {
    const server = await createPredictionServer(networks);
    server.intercept((_, response) => {
      response.writeHead(404).end('no such page');
      return true;
    });
    await expect(checkPrediction(remoteConfig(server.url), testLog)).rejects.toThrow(
      'CUSTOM_VISION_PREDICTION_ENDPOINT',
    );
  });
});
