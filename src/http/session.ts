import type { CookieSerializeOptions } from '@fastify/cookie';
import cookie from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Queryable } from '../database/pool.js';
import type { Api } from './api.js';
import { type ApiRole, type ApiToken, apiRoles, findApiTokenByName } from './api-token.js';

const cookieName = 'honeyburst_session';
const lifetimeMs = 12 * 60 * 60 * 1000;

/** The session belongs to one key and ends with it, even if a new key gets the same name. */
const sessionSchema = z.object({ name: z.string(), createdAt: z.number(), expiresAt: z.number() });

/** Enables cookies in this scope, signed with a secret from the database. */
export async function acceptSessions(app: Api, db: Queryable): Promise<void> {
  const { rows } = await db.query<{ secret: Buffer }>('SELECT secret FROM honeyburst.session_key');
  await app.register(cookie, { secret: rows[0]!.secret, hook: 'onRequest' });
}

/** Gives the browser a session of this key for 12 hours. */
export function startSession(reply: FastifyReply, token: ApiToken, options: { secure: boolean }): void {
  const expiresAt = Date.now() + lifetimeMs;
  const session = { name: token.name, createdAt: token.createdAt.getTime(), expiresAt };
  const value = Buffer.from(JSON.stringify(session)).toString('base64url');
  reply.setCookie(cookieName, value, { ...attributes(options), signed: true, maxAge: lifetimeMs / 1000 });
}

export function endSession(reply: FastifyReply, options: { secure: boolean }): void {
  reply.clearCookie(cookieName, attributes(options));
}

/** The key that the request's session belongs to; undefined if there is no session, or it has expired or is forged. */
export async function findSession(
  db: Queryable,
  request: FastifyRequest,
): Promise<ApiToken<ApiRole> | undefined> {
  const session = readCookie(request);
  if (!session || session.expiresAt <= Date.now()) return undefined;
  const token = await findApiTokenByName(db, session.name, ...apiRoles);
  return token?.createdAt.getTime() === session.createdAt ? token : undefined;
}

function readCookie(request: FastifyRequest): z.infer<typeof sessionSchema> | undefined {
  // Cookies are parsed only inside the service.
  const given = (request.cookies as typeof request.cookies | undefined)?.[cookieName];
  const { valid, value } = given === undefined ? { valid: false, value: null } : request.unsignCookie(given);
  // A valid signature means that we wrote the value.
  return valid && value !== null
    ? sessionSchema.parse(JSON.parse(Buffer.from(value, 'base64url').toString()))
    : undefined;
}

const attributes = ({ secure }: { secure: boolean }): CookieSerializeOptions => ({
  path: '/',
  httpOnly: true,
  sameSite: 'strict',
  secure,
});
