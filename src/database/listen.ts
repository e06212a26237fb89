import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../log.js';

export interface ListenOptions {
  /** Of the server itself: a pooler that hands connections from transaction to transaction delivers nothing. */
  url: string;
  /** Lower-case letters and underscores. */
  channel: string;
  log: Log;
  /** At each notification, and at each connection, since some may have been missed before it. */
  onNotify: () => void;
  /** Pause before a lost connection is made again. */
  retryMs?: number;
}

/** Listens on a connection of its own, made again whenever it is lost, until the signal. */
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
        log.warn({ error: error.message }, 'lost the connection that listens, trying again');
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
    // A server that does not answer any more is not waited for.
    await Promise.race([client.end().catch(() => {}), sleep(1000, undefined, { ref: false })]);
    await sleep(retryMs, undefined, { signal }).catch(() => {});
  }
}
