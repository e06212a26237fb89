import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { HookConfig } from '../config/hook.js';
import type { Pool } from '../database/pool.js';
import type { SignedMessage } from '../enrichment/receive.js';
import { findApiToken } from './api-token.js';
import { ProblemError } from './problem.js';

/** The same as the library's, which refuses without saying why. */
const toleranceMs = 300_000;
const maxIdLength = 256;

/** Whether the request has a signature that we can verify. Without a configured secret, signatures are ignored. */
export function isSigned({ headers }: FastifyRequest, { secrets }: HookConfig): boolean {
  return secrets.length > 0 && headers['webhook-signature'] !== undefined;
}

/**
 * Lets senders through that do not sign. They need the shared token, as Authorization: Bearer or as ?token= (Reverb can
 * only be given an address), or a key with the role ingest or admin. Throws a 401 otherwise.
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
    'Sign the message according to Standard Webhooks (HOOK_SECRETS), or send HOOK_TOKEN or a key with the role ingest as Authorization: Bearer.',
  );
}

/** The signed message. Throws a 401 unless one of the secrets signed it within the last five minutes. */
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
    throw refusal(
      'stale_signature',
      'The message was signed more than 5 minutes ago, or the clocks of sender and receiver differ.',
    );
  }
  const text = body.toString();
  const signed = {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': String(signature),
  };
  if (!secrets.some((secret) => isSignedWith(secret, text, signed)))
    throw refusal('wrong_signature', 'None of the secrets in HOOK_SECRETS signed this message.');
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

/** Compares in constant time, so that the time does not reveal how much of the token is right. */
function isEqual(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

function refusal(code: string, detail: string): ProblemError {
  return new ProblemError({ status: 401, code, detail });
}
