import { Redis } from 'ioredis';
import type { HoneyburstError } from '../errors.js';
import { explainRedisError, type Step } from './redis-fault.js';

const patienceMs = 5000;

/**
 * Tries all that the queue needs of Redis and returns its eviction policy; undefined where this login may not ask. Throws
 * a UsageError (`queue_misconfigured`) for what waiting does not mend, and `queue_unavailable` if nothing answers. Of the
 * nodes of a cluster the first that answers counts.
 */
export async function examineRedis(urls: string, queue: string): Promise<string | undefined> {
  const nodes = urls.split(',');
  let failure: HoneyburstError | undefined;
  for (const node of nodes) {
    try {
      return await examineNode(new URL(node), nodes.length > 1 ? undefined : `bull:${queue}:examined`);
    } catch (error) {
      failure = error as HoneyburstError;
      if (!failure.retryable) break;
    }
  }
  throw failure;
}

/** `key` is written; absent: nothing is. */
async function examineNode(url: URL, key: string | undefined): Promise<string | undefined> {
  const { username, password } = url;
  const database = url.pathname.slice(1);
  // Login and database are tried one by one: ioredis goes on with database 0 if there is no such one.
  const bare = new URL(url);
  bare.username = bare.password = '';
  bare.pathname = '/';
  const redis = new Redis(bare.href, {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: patienceMs,
    commandTimeout: patienceMs,
    enableReadyCheck: false,
    // The greeting of protocol 3 fails without a login.
    protocol: 2,
  });
  // The promise of the connection only says that it is closed; the event says why.
  let cause: Error | undefined;
  redis.on('error', (error) => {
    cause = error;
  });
  const run = <T>(step: Step, work: Promise<T>): Promise<T> =>
    work.catch((error) => {
      throw explainRedisError(cause ?? error, step, url.host);
    });
  try {
    await run('connect', redis.connect());
    const login = [username, password].filter(Boolean).map(decodeURIComponent);
    if (password) {
      // A server without a password takes any, as ioredis does.
      await run('log in', redis.call('AUTH', login).catch(unlessPlainError));
    }
    if (database) await run('select', redis.call('SELECT', [database]));
    const info = await run('read', redis.info('replication').catch(unlessForbidden));
    if (/^role:slave/m.test(info))
      throw explainRedisError(new Error('READONLY role:slave'), 'read', url.host);
    if (key !== undefined) await run('write', redis.set(key, '1', 'PX', 1000));
    const memory = await run('read', redis.info('memory').catch(unlessForbidden));
    return /^maxmemory_policy:(\S+)/m.exec(memory)?.[1];
  } finally {
    redis.disconnect();
  }
}

function unlessPlainError(error: Error): void {
  if (!error.message.startsWith('ERR ')) throw error;
}

function unlessForbidden(error: Error): string {
  if (error.message.startsWith('NOPERM')) return '';
  throw error;
}
