import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../log.js';

export interface KeepOptions {
  /** Address of a database that nobody needs to copy: a database in use cannot be copied. */
  url: string;
  /** Name of the connection. */
  name: string;
  log: Log;
  /** Starts the server again if it no longer runs. */
  ensureRunning: () => Promise<unknown>;
}

/**
 * Holds a connection to a server that is in use. It shows others that they must not stop the server. If it is lost, the
 * server has died and is started again; this tries until it succeeds.
 */
export function keepServer({ url, name, log, ensureRunning }: KeepOptions): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const stopped = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );

  const hold = async () => {
    const client = new pg.Client({
      connectionString: url,
      application_name: name,
      connectionTimeoutMillis: 10_000,
    });
    const lost = new Promise<void>((resolve) => {
      client.once('end', resolve).on('error', () => resolve());
    });
    try {
      await Promise.race([client.connect().then(() => lost), stopped]);
    } finally {
      // Does not wait for a server that no longer answers.
      await Promise.race([client.end().catch(() => {}), sleep(1000, undefined, { ref: false })]);
    }
  };

  const keep = async () => {
    while (!signal.aborted) {
      // The server refuses connections while it recovers from the death of one of its processes.
      await hold().catch(() => {});
      if (signal.aborted) return;
      const started = await ensureRunning().then(
        () => true,
        (error: Error) => {
          log.error({ error: error.message }, 'could not start the embedded database, trying again');
          return false;
        },
      );
      await sleep(started ? 100 : 3000, undefined, { signal }).catch(() => {});
    }
  };
  const keeping = keep();
  return {
    async stop() {
      stopping.abort();
      await keeping;
    },
  };
}
