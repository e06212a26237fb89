import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/config.js';

const secret = `whsec_${'A'.repeat(32)}`;

describe('parseConfig', () => {
  it('gives the defaults for an empty environment, and freezes them', () => {
    const config = parseConfig({ DATABASE_URL: '', WORKER_CONCURRENCY: '' });
    expect(config).toMatchObject({
      home: resolve('.honeyburst'),
      logLevel: 'info',
      database: { url: undefined, poolSize: 10 },
      queue: { name: 'enrichment', depth: 1000, attempts: 4, backoffMs: 2000 },
      worker: { concurrency: 16, engine: 'onnx', metricsPort: undefined },
      photo: { maxPerListing: 4, allowHosts: [], maxRedirects: 3 },
      customVision: { store: false, callsPerSecond: 20, price: 2, monthlyCap: undefined },
      hook: { secrets: [], token: undefined },
    });
    expect(config.webhook).toBeUndefined();
    expect(config.tracing).toBeUndefined();
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('takes values from the environment', () => {
    const config = parseConfig({
      DATABASE_URL: 'postgres://pooler/guitars',
      DATABASE_DIRECT_URL: 'postgres://server/guitars',
      PHOTO_ALLOW_HOSTS: ' Photos.Example:8080, ,10.0.0.1',
      CUSTOM_VISION_ENDPOINT: 'https://guitars.cognitiveservices.azure.com',
      CUSTOM_VISION_STORE: 'true',
      SERVE_BASE_URL: 'https://guitars.example/api//',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/',
      HOOK_SECRETS: `${secret}, ${secret}`,
      WEBHOOK_URL: 'https://shop.example/hook',
      WEBHOOK_SECRET: secret,
    });
    expect(config).toMatchObject({
      database: { url: 'postgres://pooler/guitars', directUrl: 'postgres://server/guitars' },
      photo: { allowHosts: ['photos.example:8080', '10.0.0.1'] },
      customVision: {
        predictionEndpoint: 'https://guitars.cognitiveservices.azure.com',
        store: true,
        callsPerSecond: 10,
      },
      serve: { baseUrl: 'https://guitars.example/api' },
      tracing: { endpoint: 'http://collector:4318', serviceName: 'honeyburst', share: 1 },
      hook: { secrets: [secret, secret] },
      webhook: { url: 'https://shop.example/hook', secret },
    });
  });

  it('reports all problems at once, those between settings included, and never a value', () => {
    const environment = {
      DATABASE_DIRECT_URL: 'postgres://server/guitars',
      DATABASE_POOL_SIZE: 'many',
      QUEUE_DEPTH: '0',
      HOOK_SECRETS: `${secret},hunter2`,
      WEBHOOK_URL: 'ftp://hunter2',
      SERVE_TIER: 'hunter2',
    };
    const problems = () => parseConfig(environment);
    for (const variable of [
      'DATABASE_DIRECT_URL: needs DATABASE_URL',
      'DATABASE_POOL_SIZE: ',
      'QUEUE_DEPTH: ',
      'HOOK_SECRETS.1: ',
      'WEBHOOK_URL: must be a URL',
      'WEBHOOK_SECRET: goes with WEBHOOK_URL',
      'SERVE_TIER: ',
    ]) {
      expect(problems).toThrow(`\n  ${variable}`);
    }
    expect(problems).toThrow(/^(?!.*hunter2)/s);
    expect(problems).toThrow(
      expect.objectContaining({ code: 'wrong_configuration', stage: 'configuration' }),
    );
  });

  it('names the missing half of a pair', () => {
    expect(() => parseConfig({ WEBHOOK_SECRET: secret })).toThrow('WEBHOOK_URL: goes with WEBHOOK_SECRET');
  });

  it('takes a URL whose host has an accent', () => {
    const url = 'https://entrepôt.example/hook';
    // URL.canParse of Node.js 20 refuses such a host once it has been called often.
    for (let i = 0; i < 20_000; i++) URL.canParse(url);
    expect(parseConfig({ WEBHOOK_URL: url, WEBHOOK_SECRET: secret }).webhook?.url).toBe(url);
  });
});
