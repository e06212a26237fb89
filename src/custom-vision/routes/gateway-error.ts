import type { FastifyReply } from 'fastify';

/** Answers like the gateway in front of Custom Vision, whose errors have another form than the service's own. */
export function gatewayError(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).send({ error: { code: String(status), message } });
}
