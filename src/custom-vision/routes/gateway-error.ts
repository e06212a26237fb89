import type { FastifyReply } from 'fastify';

/** An answer of the gateway before the service, which has another form than the service's own errors. */
export function gatewayError(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).send({ error: { code: String(status), message } });
}
