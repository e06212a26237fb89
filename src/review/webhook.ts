import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import type { WebhookConfig } from '../config/webhook.js';
import type { Pool } from '../database/pool.js';
import type { Log } from '../log.js';
import { retryAfterMs } from '../retry-after.js';
import { claimDeliveries, type Delivery, type DeliveryResult, recordDelivery } from './outbox.js';

export interface WebhookOptions extends WebhookConfig {
  log: Log;
  /** The longest wait for an answer. */
  timeoutMs?: number;
  /** The wait after the first failure. It doubles with each further failure. */
  backoffMs?: number;
  /** How many events are sent at the same time. */
  concurrency?: number;
}

export interface DeliverySummary {
  delivered: number;
  /** Failed; will be tried again. */
  postponed: number;
  /** Failed for good. */
  failed: number;
  /** The receiver answered 410: it does not want events any more. */
  gone: boolean;
}

/** With a first wait of 5 seconds, fifteen attempts take just under a day. */
const defaultBackoffMs = 5000;
const maxAttempts = 15;

/**
 * Sends all events that are due, signed according to Standard Webhooks (https://www.standardwebhooks.com). Any number of
 * these may run at once. An event arrives at least once, with the same `webhook-id` each time. Every answer except 2xx is
 * a failure and is tried again, not before Retry-After. 410 ends the delivery.
 */
export async function deliverWebhooks(pool: Pool, options: WebhookOptions): Promise<DeliverySummary> {
  const { concurrency = 8, timeoutMs = 15_000, log } = options;
  const summary: DeliverySummary = { delivered: 0, postponed: 0, failed: 0, gone: false };
  while (!summary.gone) {
    // The lease is twice the time that a delivery may take, so that nobody else takes it over.
    const due = await claimDeliveries(pool, { limit: concurrency, leaseMs: 2 * timeoutMs + 1000 });
    if (due.length === 0) break;
    await Promise.all(
      due.map(async (delivery) => {
        const result = await send(delivery, { ...options, timeoutMs });
        await recordDelivery(pool, delivery, result);
        if (result.state === 'delivered') summary.delivered++;
        else {
          summary[result.state === 'failed' ? 'failed' : 'postponed']++;
          if (result.status === 410) summary.gone = true;
          log.warn(
            { review: delivery.reviewId, attempts: delivery.attempts, state: result.state },
            result.error,
          );
        }
      }),
    );
  }
  return summary;
}

/** Delivers until the signal, or until the receiver answers 410. Errors of the database are logged and tried again. */
export async function runWebhooks(
  { pool, idleMs = 1000, ...options }: WebhookOptions & { pool: Pool; idleMs?: number },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      if ((await deliverWebhooks(pool, options)).gone) {
        options.log.error(
          `Webhook receiver ${hostOf(options)} does not want events any more (410). They wait in honeyburst.webhook_delivery: set another WEBHOOK_URL, or none, and start again.`,
        );
        return;
      }
    } catch (error) {
      options.log.warn({ error: (error as Error).message }, 'could not deliver events, trying again');
    }
    await sleep(idleMs, undefined, { signal }).catch(() => {});
  }
}

async function send(
  { reviewId, attempts, event }: Delivery,
  options: WebhookOptions & { timeoutMs: number },
): Promise<DeliveryResult> {
  const id = `review_${reviewId}`;
  const now = new Date();
  const body = JSON.stringify(event);
  const fail = (error: string, status: number | null, askedMs = 0): DeliveryResult => {
    if (status === 410 || attempts >= maxAttempts) return { state: 'failed', status, error };
    const backoffMs = (options.backoffMs ?? defaultBackoffMs) * 2 ** (attempts - 1);
    return { state: 'pending', status, error, waitMs: Math.max(backoffMs, askedMs) };
  };
  try {
    const { address, credentials } = toTarget(options);
    const response = await fetch(address, {
      method: 'POST',
      headers: {
        ...credentials,
        'content-type': 'application/json',
        'user-agent': 'Honeyburst',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': new Webhook(options.secret).sign(id, now, body),
      },
      body,
      // An event that is signed for one receiver must not go to another.
      redirect: 'manual',
      signal: AbortSignal.timeout(options.timeoutMs),
    });
    await response.body?.cancel();
    if (response.ok) return { state: 'delivered', status: response.status };
    const asked = retryAfterMs(response.headers.get('retry-after') ?? undefined);
    return fail(`Webhook receiver ${hostOf(options)} answered ${response.status}.`, response.status, asked);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const { code, name } = cause as NodeJS.ErrnoException;
    return fail(`Webhook receiver ${hostOf(options)} could not be reached (${code ?? name}).`, null);
  }
}

/** The address without its user and password, which go into a header (RFC 7617), as fetch takes none in an address. */
function toTarget({ url }: WebhookConfig): { address: URL; credentials: { authorization?: string } } {
  const address = new URL(url);
  const { username, password } = address;
  if (!username && !password) return { address, credentials: {} };
  address.username = '';
  address.password = '';
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { address, credentials: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } };
}

function hostOf({ url }: WebhookConfig): string {
  return new URL(url).host;
}
