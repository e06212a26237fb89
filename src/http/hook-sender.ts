import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { HookConfig } from '../config/hook.js';
import type { SignedMessage } from '../enrichment/receive.js';
import { readBearer } from './principal.js';
import { ProblemError } from './problem.js';
import { isEqual } from './sign-in-link.js';

/** The same as the library's, which refuses without saying why. */
const toleranceMs = 300_000;
const maxIdLength = 256;

export interface Signature {
  id: string;
  signedAt: Date;
  /** The headers that the signature covers or is in. */
  signed: Record<string, string>;
}

/** Whether the request has a signature that we can verify. Without a configured secret, signatures are ignored. */
export function isSigned({ headers }: FastifyRequest, { secrets }: HookConfig): boolean {
  return secrets.length > 0 && headers['webhook-signature'] !== undefined;
}

/**
 * Lets senders through that do not sign. They need the shared token, as Authorization: Bearer or as ?token= (Reverb can
 * only be given an address), or a key with the role ingest or admin. Throws a 401 otherwise.
 */
export async function verifyToken(request: FastifyRequest, { token }: HookConfig): Promise<void> {
  const { token: asked } = request.query as Record<string, unknown>;
  const bearer = readBearer(request.headers.authorization);
  const isToken = (given: unknown) =>
    token !== undefined && typeof given === 'string' && isEqual(given, token);
  if (isToken(bearer) || isToken(asked)) {
    request.isProven = true;
    return;
  }
  if (await request.server.gate.findToken(request, bearer, 'ingest', 'admin')) return;
  throw refusal(
    'not_allowed',
    'Sign the message according to Standard Webhooks (HOOK_SECRETS), or send HOOK_TOKEN or a key with the role ingest as Authorization: Bearer.',
  );
}

/** What the headers say of a signature, before the body is read. Throws a 401 unless it was made within five minutes. */
export function readSignature({ headers }: FastifyRequest): Signature {
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
  // The form of Standard Webhooks: HMAC-SHA-256 in base64, several with spaces between them.
  if (!/(?:^| )v1,[A-Za-z0-9+/]{43}=(?: |$)/.test(String(signature)))
    throw refusal('wrong_signature', 'webhook-signature must hold v1, and a signature in base64.');
  return {
    ...{ id, signedAt },
    signed: {
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': String(signature),
    },
  };
}

/** The signed message. Throws a 401 unless one of the secrets signed it; then the request counts against its address. */
export function verifySignature(
  request: FastifyRequest,
  { id, signedAt, signed }: Signature,
  body: Buffer,
  { secrets }: HookConfig,
): SignedMessage {
  const text = body.toString();
  if (!secrets.some((secret) => isSignedWith(secret, text, signed))) {
    request.server.gate.countAddress(request);
    throw refusal('wrong_signature', 'None of the secrets in HOOK_SECRETS signed this message.');
  }
  request.isProven = true;
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

function refusal(code: string, detail: string): ProblemError {
  return new ProblemError({ status: 401, code, detail });
}
