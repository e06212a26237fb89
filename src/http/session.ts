import type { CookieSerializeOptions } from '@fastify/cookie';
import cookie from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Queryable } from '../database/pool.js';
import type { Api } from './api.js';
import {
  createSession,
  deleteSession,
  readSession,
  type SignedIn,
  sessionLifetimeMs,
} from './session-store.js';

const cookieName = 'honeyburst_session';

/** Enables cookies in this scope, signed with a secret from the database, so that a forged one costs no query. */
export async function acceptSessions(app: Api, db: Queryable): Promise<void> {
  const { rows } = await db.query<{ secret: Buffer }>('SELECT secret FROM honeyburst.session_key');
  await app.register(cookie, { secret: rows[0]!.secret, hook: 'onRequest' });
}

/** Gives the browser a session of this key (null: of the sign-in link) for 12 hours. */
export async function startSession(
  db: Queryable,
  reply: FastifyReply,
  { tokenSha256, secure }: { tokenSha256: Buffer | null; secure: boolean },
): Promise<void> {
  const value = await createSession(db, tokenSha256);
  const maxAge = sessionLifetimeMs / 1000;
  reply.setCookie(cookieName, value, { ...attributes(secure), signed: true, maxAge });
}

/** Ends the request's session, so that no copy of the cookie is worth anything. */
export async function endSession(
  db: Queryable,
  request: FastifyRequest,
  reply: FastifyReply,
  { secure }: { secure: boolean },
): Promise<void> {
  const value = readCookie(request);
  if (value !== undefined) await deleteSession(db, value);
  reply.clearCookie(cookieName, attributes(secure));
}

/** Who is signed in; undefined if there is no session, or it has ended or is forged. */
export async function findSession(db: Queryable, request: FastifyRequest): Promise<SignedIn | undefined> {
  const value = readCookie(request);
  return value === undefined ? undefined : readSession(db, value);
}

function readCookie(request: FastifyRequest): string | undefined {
  // Cookies are parsed only inside the service.
  const given = (request.cookies as typeof request.cookies | undefined)?.[cookieName];
  if (given === undefined) return undefined;
  const { valid, value } = request.unsignCookie(given);
  return valid ? value : undefined;
}

const attributes = (secure: boolean): CookieSerializeOptions => ({
  path: '/',
  httpOnly: true,
  sameSite: 'strict',
  secure,
});
