import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../log.js';

export interface ListenOptions {
  /** Address of the server itself: a pooler in transaction mode delivers no notifications. */
  url: string;
  /** Lower-case letters and underscores. */
  channel: string;
  log: Log;
  /** Called at each notification, and at each new connection, because some may have been missed before it. */
  onNotify: () => void;
  /** Pause before reconnecting. */
  retryMs?: number;
}

/** Listens on its own connection until the signal, and reconnects whenever it is lost. */
export async function listen(options: ListenOptions, signal: AbortSignal): Promise<void> {
  const { url, channel, log, onNotify, retryMs = 1000 } = options;
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  while (!signal.aborted) {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'honeyburst-listen',
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    });
    const lost = new Promise<void>((resolve) => {
      client.once('end', resolve);
      client.on('error', (error) => {
        log.warn({ error: error.message }, 'lost the listening connection, reconnecting');
        resolve();
      });
    });
    client.on('notification', onNotify);
    const listening = client
      .connect()
      .then(() => client.query(`LISTEN ${channel}`))
      .then(onNotify)
      .then(() => lost)
      .catch((error: Error) => {
        log.warn({ error: error.message }, 'cannot listen for notifications, trying again');
      });
    await Promise.race([listening, aborted]);
    // Does not wait for a server that no longer answers.
    await Promise.race([client.end().catch(() => {}), sleep(1000, undefined, { ref: false })]);
    await sleep(retryMs, undefined, { signal }).catch(() => {});
  }
}
