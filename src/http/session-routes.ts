import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Api, everyone } from './api.js';
import { apiRoles, hasApiTokens, sha256Of } from './api-token.js';
import type { ServiceContext } from './context.js';
import { ProblemError } from './problem.js';
import { endSession, findSession, startSession } from './session.js';
import { sessionSchema } from './session-shape.js';
import { text } from './value.js';

const tags = ['session'];
const signsIn = { access: 'anyone', signsIn: true } as const;

/** The session of a browser. It starts with a key or with the sign-in link, so that the browser need not keep either. */
export function registerSessionRoutes(app: Api, { pool, baseUrl, signInLink }: ServiceContext): void {
  const isSecure = ({ protocol }: FastifyRequest) =>
    protocol === 'https' || baseUrl?.startsWith('https:') === true;

  app.post(
    '/v1/session',
    {
      config: signsIn,
      schema: {
        ...{ tags, operationId: 'startSession', summary: 'Starts a session with a key' },
        body: z.strictObject({ key: text(200) }),
        response: { 200: sessionSchema },
      },
    },
    async (request, reply) => {
      const { key } = request.body;
      const token = await app.gate.findSignIn(key, ...apiRoles);
      if (!token) {
        throw new ProblemError({ status: 401, code: 'wrong_key', detail: 'This key is not in use.' });
      }
      await startSession(pool, reply, { tokenSha256: sha256Of(key), secure: isSecure(request) });
      return { name: token.name, role: token.role };
    },
  );

  // A request for the head alone must not use the link up.
  app.get(
    '/sign-in',
    {
      config: signsIn,
      exposeHeadRoute: false,
      schema: { hide: true, querystring: z.object({ token: text(200).optional() }) },
    },
    async (request, reply) => {
      const { token = '' } = request.query;
      const signIn = async () => {
        if (await hasApiTokens(pool)) throw wrongLink;
        await startSession(pool, reply, { tokenSha256: null, secure: isSecure(request) });
      };
      const isSignedIn =
        (await signInLink?.use(token, signIn)) || (await findSession(pool, request)) !== undefined;
      if (!isSignedIn) throw wrongLink;
      return reply.redirect('/', 303);
    },
  );

  app.get(
    '/v1/session',
    {
      config: { access: everyone },
      schema: {
        ...{ tags, operationId: 'readSession', summary: 'Who asks' },
        response: { 200: sessionSchema },
      },
    },
    async ({ principal }) => ({ name: principal!.name, role: principal!.role }),
  );

  app.delete(
    '/v1/session',
    {
      config: { access: 'anyone' },
      schema: {
        ...{ tags, operationId: 'endSession', summary: 'Ends the session' },
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      await endSession(pool, request, reply, { secure: isSecure(request) });
      return reply.code(204).send();
    },
  );
}

const wrongLink = new ProblemError({
  status: 401,
  code: 'wrong_link',
  detail:
    'This link does not sign you in: it is good once, for one hour, and until the first key is made. Sign in with a key (honeyburst tokens create NAME --role admin), or start honeyburst serve again for another link.',
});
