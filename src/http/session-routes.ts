import { z } from 'zod';
import { type Api, everyone } from './api.js';
import { apiRoles, findApiToken } from './api-token.js';
import type { ServiceContext } from './context.js';
import { ProblemError } from './problem.js';
import { endSession, startSession } from './session.js';
import { sessionSchema } from './session-shape.js';
import { text } from './value.js';

const tags = ['session'];

/** The session of a browser. It starts with a key, so that the browser need not keep the key. */
export function registerSessionRoutes(app: Api, { pool, baseUrl }: ServiceContext): void {
  const isSecure = (protocol: string) => ({
    secure: protocol === 'https' || baseUrl?.startsWith('https:') === true,
  });

  app.post(
    '/v1/session',
    {
      config: { access: 'anyone' },
      schema: {
        ...{ tags, operationId: 'startSession', summary: 'Starts a session with a key' },
        body: z.strictObject({ key: text(200) }),
        response: { 200: sessionSchema },
      },
    },
    async ({ body, protocol }, reply) => {
      const token = await findApiToken(pool, body.key, ...apiRoles);
      if (!token) {
        throw new ProblemError({ status: 401, code: 'wrong_key', detail: 'This key is not in use.' });
      }
      startSession(reply, token, isSecure(protocol));
      return { name: token.name, role: token.role };
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
    async ({ protocol }, reply) => {
      endSession(reply, isSecure(protocol));
      return reply.code(204).send();
    },
  );
}
