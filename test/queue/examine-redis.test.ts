import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { examineRedis } from '../../src/queue/examine-redis.js';
import { hasRedisServer, startRedis } from '../faults/redis-server.js';

const refusalOf = (url: string) =>
  examineRedis(url, 'examined').then(
    () => undefined,
    (error) => [error.code, error.message],
  );

async function configure(url: string, ...commands: string[][]): Promise<void> {
  const redis = new Redis(url);
  for (const [name, ...args] of commands) await redis.call(name!, args);
  await redis.quit();
}

describe.skipIf(!hasRedisServer)('a Redis that the queue cannot use is named with the remedy', () => {
  it.each([
    ['no such database', '/99', 'after its last slash'],
    ['a database that is no number', '/jobs', 'after its last slash'],
  ])('%s', async (_, path, remedy) => {
    const { url } = await startRedis();
    expect(await refusalOf(`${url}/3`)).toBeUndefined();
    expect(await refusalOf(url + path)).toEqual(['queue_misconfigured', expect.stringContaining(remedy)]);
  });

  it('a missing and a wrong password', async () => {
    const { url } = await startRedis();
    await configure(url, ['CONFIG', 'SET', 'requirepass', 'right']);
    const by = (login: string) => refusalOf(url.replace('//', `//${login}`));
    expect(await by('')).toEqual(['queue_misconfigured', expect.stringContaining('wants a password')]);
    expect(await by(':wrong@')).toEqual([
      'queue_misconfigured',
      expect.stringContaining('refuses the user or password'),
    ]);
    expect(await by(':right@')).toBeUndefined();
  });

  it('a replica, and a server that is full', async () => {
    const [primary, replica] = [await startRedis(), await startRedis()];
    const { hostname, port } = new URL(primary.url);
    await configure(replica.url, ['REPLICAOF', hostname, port]);
    expect(await refusalOf(replica.url)).toEqual([
      'queue_misconfigured',
      expect.stringContaining('is a replica'),
    ]);
    await configure(primary.url, ['CONFIG', 'SET', 'maxmemory', '1']);
    expect(await refusalOf(primary.url)).toEqual(['queue_misconfigured', expect.stringContaining('is full')]);
  });

  it('an eviction policy is told', async () => {
    const { url } = await startRedis();
    await configure(url, ['CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru']);
    expect(await examineRedis(url, 'examined')).toBe('allkeys-lru');
  });

  it('nothing that listens, and no such host', async () => {
    expect(await refusalOf('redis://127.0.0.1:1')).toEqual([
      'queue_unavailable',
      expect.stringContaining('nothing listens'),
    ]);
    expect(await refusalOf('redis://no-such-host.invalid')).toEqual([
      'queue_unavailable',
      expect.stringContaining('REDIS_URL'),
    ]);
  });
});
