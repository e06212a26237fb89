import pg from 'pg';
import type { Log } from '../log.js';

export interface Pool extends pg.Pool {
  readonly logger: Log;
}
/** A pool or a connection inside a transaction: what a store needs. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

export interface PoolOptions {
  /** Most connections. */
  size: number;
  log: Log;
  application?: string;
  /** Whether `url` leads to a pooler that hands connections from transaction to transaction. */
  pooler?: boolean;
}

/**
 * A pool that survives a restart of the server: it logs errors of connections and does not throw them. Postgres plans
 * a query with a name once per connection, which saves half the time of short statements; behind a pooler names mean nothing.
 */
export function createPool(url: string, options: PoolOptions): Pool {
  const pool = new pg.Pool({
    ...(options.pooler && { Client: NamelessClient }),
    connectionString: url,
    types,
    max: options.size,
    application_name: options.application ?? 'honeyburst',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // So that a server that vanished silently is noticed after half a minute, not after two hours.
    keepAliveInitialDelayMillis: 10_000,
  });
  pool.on('error', (error) => options.log.warn({ error: error.message }, 'lost an idle database connection'));
  // The pool listens to a connection only while it is idle. Without this, a connection that breaks between two queries
  // of its user, or while it is being closed, would end the process.
  pool.on('connect', (client) => {
    client.on('error', (error) => options.log.debug({ error: error.message }, 'lost a database connection'));
  });
  return Object.assign(pool, { logger: options.log });
}

/** Runs `work` in one transaction: commits its result or rolls back and rethrows. */
export async function withTransaction<T>(pool: Pool, work: (client: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // If the connection dies between two queries, it emits an error event, which would end the process.
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollback: Error) => {
      broken = rollback;
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** bigint identifiers stay far below 2^53. As numbers they compare and print as people expect. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text') =>
    oid === pg.types.builtins.INT8 && format !== ('binary' as string)
      ? Number
      : pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};

/** For a transaction pooler: each transaction may run on another connection, where the statement is not prepared. */
class NamelessClient extends pg.Client {
  // biome-ignore lint/suspicious/noExplicitAny: the overloads of pg, handed on as they come
  override query(query: any, ...rest: any[]): any {
    const nameless = typeof query?.name === 'string' ? { ...query, name: undefined } : query;
    return super.query(nameless, ...(rest as [never]));
  }
}
