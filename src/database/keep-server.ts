import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../log.js';

export interface KeepOptions {
  /** Of a database that nobody wants for himself: one that is in use cannot be copied. */
  url: string;
  /** What the connection is called. */
  name: string;
  log: Log;
  /** Starts the server again where it does not run any more. */
  ensureRunning: () => Promise<unknown>;
}

/**
 * Holds a connection to a server as long as it is used: others see by it that they must not stop the server, and its
 * loss tells at once that the server has died, which then is started again. Goes on until that succeeds.
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
      // A server that does not answer any more is not waited for.
      await Promise.race([client.end().catch(() => {}), sleep(1000, undefined, { ref: false })]);
    }
  };

  const keep = async () => {
    while (!signal.aborted) {
      // It refuses while it recovers from the death of one of its processes.
      await hold().catch(() => {});
      if (signal.aborted) return;
      const started = await ensureRunning().then(
        () => true,
        (error: Error) => {
          log.error({ error: error.message }, 'the embedded database does not start, trying again');
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
