import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createServer } from '../../src/http/server.js';
import { createTestDatabase, testLog } from '../support/database.js';

describe('the HTTP server', () => {
  it('lives without its database, but is ready only with it', async () => {
    const { pool } = await createTestDatabase();
    const server = createServer({ pool, log: testLog });
    expect((await server.inject('/healthz')).json()).toEqual({ status: 'ok' });
    expect((await server.inject('/readyz')).statusCode).toBe(200);
    const gone = createServer({
      pool: { query: () => Promise.reject(new Error('gone')) } as never,
      log: testLog,
    });
    expect((await gone.inject('/healthz')).statusCode).toBe(200);
    expect((await gone.inject('/readyz')).statusCode).toBe(503);
  });

  it('logs each request by its path, without query string and keys', async () => {
    const { pool } = await createTestDatabase();
    let lines = '';
    const log = pino(
      { base: null },
      new Writable({
        write(chunk, _, done) {
          lines += chunk;
          done();
        },
      }),
    );
    const server = createServer({ pool, log });
    await server.inject({ url: '/healthz?sig=secret', headers: { 'training-key': 'hidden' } });
    expect(JSON.parse(lines)).toMatchObject({ method: 'GET', path: '/healthz', status: 200 });
    expect(lines).not.toMatch(/secret|hidden/);
  });
});
