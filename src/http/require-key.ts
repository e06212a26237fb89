import type { onRequestAsyncHookHandler } from 'fastify';
import type { Pool } from '../database/pool.js';
import { type ApiRole, findApiToken } from './api-token.js';
import { sendProblem } from './problem.js';

/** Refuses whoever brings no key of one of the roles as `Authorization: Bearer`. */
export function requireKey(pool: Pool, ...roles: readonly ApiRole[]): onRequestAsyncHookHandler {
  return async (request, reply) => {
    const [, key] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
    if (key !== undefined && (await findApiToken(pool, key, ...roles))) return;
    reply.header('WWW-Authenticate', 'Bearer');
    return sendProblem(request, reply, {
      status: 401,
      detail: `This needs a key of the role ${roles.join(' or ')}: honeyburst tokens create NAME --role ${roles[0]}.`,
    });
  };
}
