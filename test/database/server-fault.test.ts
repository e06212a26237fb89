import { createServer } from 'node:net';
import pg from 'pg';
import { expect, inject, it, onTestFinished } from 'vitest';
import { whenAvailable } from '../../src/database/available.js';
import { createPool } from '../../src/database/pool.js';
import { isServerFault } from '../../src/database/server-fault.js';
import { HoneyburstError } from '../../src/errors.js';
import { createTestDatabase, testLog } from '../support/database.js';

function openPool(url: string) {
  const pool = createPool(url, { size: 1, log: testLog });
  onTestFinished(() => pool.end());
  return pool;
}

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error) => error,
  );

it('a server that is not there, not found or does not answer is at fault', async () => {
  for (const url of [
    'postgres://someone@127.0.0.1:1/none',
    'postgres://someone@no-such-host.invalid/none',
    'postgres://someone@%2Fno%2Fsuch%2Ffolder/none',
  ]) {
    expect(isServerFault(await failureOf(openPool(url).query('SELECT 1'))), url).toBe(true);
  }
  const silent = createServer((socket) => socket.resume());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void silent.close());
  const { port } = silent.address() as { port: number };
  const client = new pg.Client({
    connectionString: `postgres://someone@127.0.0.1:${port}/none`,
    connectionTimeoutMillis: 50,
  });
  expect(isServerFault(await failureOf(client.connect()))).toBe(true);
  const pool = new pg.Pool({
    connectionString: `postgres://someone@127.0.0.1:${port}/none`,
    connectionTimeoutMillis: 50,
    max: 1,
  });
  const waiting = [failureOf(pool.query('SELECT 1')), failureOf(pool.query('SELECT 1'))];
  for (const failure of await Promise.all(waiting)) expect(isServerFault(failure)).toBe(true);
  await pool.end();
});

it('a connection that the server or the network ends is at fault, while it runs a query and afterwards', async () => {
  const connect = async () => {
    // Not the template of test databases, which nobody else may be connected to.
    const client = new pg.Client(new URL('/postgres', inject('databaseUrl')).href);
    client.on('error', () => {});
    await client.connect();
    return client;
  };
  const ended = await connect();
  const ending = failureOf(ended.query('SELECT pg_terminate_backend(pg_backend_pid())'));
  expect(isServerFault(await ending)).toBe(true);
  expect(isServerFault(await failureOf(ended.query('SELECT 1')))).toBe(true);
  const cut = await connect();
  const running = failureOf(cut.query('SELECT pg_sleep(10)'));
  cut.connection.stream.destroy();
  expect(isServerFault(await running)).toBe(true);
});

it('a wrong statement, a wrong value and an error of our own are not the fault of the server', async () => {
  const { pool } = await createTestDatabase();
  const circular: { self?: unknown } = {};
  circular.self = circular;
  for (const query of [
    () => pool.query('SELECT no_such_column'),
    () => pool.query('SELECT $1::text', [circular]),
  ]) {
    const failure = await failureOf(query());
    expect(failure).toBeInstanceOf(Error);
    expect(isServerFault(failure), String(failure)).toBe(false);
  }
  for (const error of [
    new Error('a bug'),
    new RangeError('a bug'),
    new HoneyburstError('known', { code: 'inference_failed', stage: 'classify', retryable: true }),
    Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' }),
    'thrown text',
  ]) {
    expect(isServerFault(error), String(error)).toBe(false);
  }
});

it('whenAvailable passes on an unknown error at once', async () => {
  const { pool } = await createTestDatabase();
  let tries = 0;
  const work = whenAvailable(pool, async () => {
    tries++;
    throw new Error('a bug');
  });
  await expect(work).rejects.toThrow('a bug');
  expect(tries).toBe(1);
});

it('a pool reads bigint as a number, and other pools keep their own types', async () => {
  const { pool, url } = await createTestDatabase();
  const query = 'SELECT 9007199254740991::bigint AS id';
  expect((await pool.query(query)).rows).toEqual([{ id: 9007199254740991 }]);
  const other = new pg.Client(url);
  await other.connect();
  expect((await other.query(query)).rows).toEqual([{ id: '9007199254740991' }]);
  await other.end();
});
