import { describe, expect, it } from 'vitest';
import { startVisionServer } from '../../support/vision-server.js';

const shop = 'https://shop.example';

async function open(allowed?: string) {
  const { url, trainingKey } = await startVisionServer({
    environment: allowed === undefined ? {} : { SERVE_CORS_ORIGINS: allowed },
  });
  const address = `${url}/customvision/v3.3/Training/projects`;
  return {
    ask: (origin: string, key = trainingKey) => fetch(address, { headers: { origin, 'training-key': key } }),
    askFirst: (origin: string) =>
      fetch(address, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type,training-key',
        },
      }),
  };
}

const allowedOrigin = (answer: Response) => answer.headers.get('access-control-allow-origin');

describe('a web page', () => {
  it('of an allowed origin may ask, and reads errors too', async () => {
    const { ask, askFirst } = await open(`https://other.example, ${shop}/`);
    const first = await askFirst(shop);
    expect(first.status).toBe(204);
    expect(allowedOrigin(first)).toBe(shop);
    expect(first.headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(first.headers.get('access-control-allow-headers')).toBe('content-type,training-key');
    const answer = await ask(shop);
    expect([answer.status, allowedOrigin(answer)]).toEqual([200, shop]);
    expect(answer.headers.get('access-control-expose-headers')).toContain('Retry-After');
    const refused = await ask(shop, 'wrong');
    expect([refused.status, allowedOrigin(refused)]).toEqual([401, shop]);
  });

  it('of another origin may not', async () => {
    const { ask, askFirst } = await open(shop);
    expect(allowedOrigin(await askFirst('https://elsewhere.example'))).toBeNull();
    expect(allowedOrigin(await ask('http://shop.example'))).toBeNull();
  });

  it('of any origin may with *', async () => {
    const { ask } = await open('*');
    expect(allowedOrigin(await ask('http://localhost:3000'))).toBe('http://localhost:3000');
  });

  it('of no origin may unless it is allowed', async () => {
    const { ask, askFirst } = await open();
    expect(allowedOrigin(await ask(shop))).toBeNull();
    expect((await askFirst(shop)).status).toBe(404);
  });

  it.each(['shop.example', `${shop}/page`, 'ftp://shop.example'])(
    'cannot be allowed as %s, which is no origin',
    async (allowed) => {
      await expect(open(allowed)).rejects.toThrow(/SERVE_CORS_ORIGINS.*as in https:\/\/shop\.example/s);
    },
  );
});
