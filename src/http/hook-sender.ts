import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { HookConfig } from '../config/hook.js';
import type { Pool } from '../database/pool.js';
import type { SignedMessage } from '../enrichment/receive.js';
import { findApiToken } from './api-token.js';
import { ProblemError } from './problem.js';

/** As the library has it: it refuses the same, but does not say why. */
const toleranceMs = 300_000;
const maxIdLength = 256;

/** Whether it comes with a signature that we can verify. Where no secret is set, a signature is no matter. */
export function isSigned({ headers }: FastifyRequest, { secrets }: HookConfig): boolean {
  return secrets.length > 0 && headers['webhook-signature'] !== undefined;
}

/**
 * Lets senders through that do not sign: with the shared token, as Authorization: Bearer or as ?token= (Reverb knows
 * an address only), or with a key of the roles ingest and admin. Throws a 401.
 */
export async function verifyToken(request: FastifyRequest, pool: Pool, { token }: HookConfig): Promise<void> {
  const { token: asked } = request.query as Record<string, unknown>;
  const [, bearer] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
  const isToken = (given: unknown) =>
    token !== undefined && typeof given === 'string' && isEqual(given, token);
  if (isToken(bearer) || isToken(asked)) return;
  if (bearer !== undefined && (await findApiToken(pool, bearer, 'ingest', 'admin'))) return;
  throw refusal(
    'not_allowed',
    'Sign the message as Standard Webhooks has it (HOOK_SECRETS), or send HOOK_TOKEN or a key of the role ingest as Authorization: Bearer.',
  );
}

/** The message that one of the secrets has signed within five minutes; throws a 401 otherwise. */
export function verifySignature(
  { headers }: FastifyRequest,
  body: Buffer,
  { secrets }: HookConfig,
): SignedMessage {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
  if (typeof id !== 'string' || id.length > maxIdLength || !/^\d{1,12}$/.test(String(timestamp)))
    throw refusal('wrong_signature', 'A signature needs the headers webhook-id and webhook-timestamp.');
  const signedAt = new Date(Number(timestamp) * 1000);
  if (Math.abs(Date.now() - signedAt.getTime()) > toleranceMs) {
    throw refusal('stale_signature', 'The message was signed more than 5 minutes ago, or the clocks differ.');
  }
  const text = body.toString();
  const signed = {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': String(signature),
  };
  if (!secrets.some((secret) => isSignedWith(secret, text, signed)))
    throw refusal('wrong_signature', 'No secret of HOOK_SECRETS has signed this message.');
  return { id, signedAt, sha256: createHash('sha256').update(body).digest() };
}

function isSignedWith(secret: string, text: string, headers: Record<string, string>): boolean {
  try {
    new Webhook(secret).verify(text, headers, { jsonParse: false });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}

/** In a time that does not tell how much of it is right. */
function isEqual(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

function refusal(code: string, detail: string): ProblemError {
  return new ProblemError({ status: 401, code, detail });
}
