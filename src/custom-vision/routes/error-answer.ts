import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { toProblem } from '../../http/problem.js';
import { ServiceError } from '../server/service-error.js';
import { gatewayError } from './gateway-error.js';

/** Answers with any error in the form of Custom Vision. An error of the server is logged, and the client gets no details. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof ServiceError) {
    return reply.code(error.status).send({ code: error.code, message: error.message });
  }
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' || error.code === 'FST_REQ_FILE_TOO_LARGE') {
    return reply.code(400).send({ code: 'BadRequestImageSizeBytes', message: error.message });
  }
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return reply.code(400).send({ code: 'BadRequest', message: error.message });
  }
  // Too many requests, or a database that is away.
  const problem = toProblem(error);
  if (problem?.headers) return gatewayError(reply.headers(problem.headers), problem.status, problem.detail);
  request.log.error({ err: error }, 'request failed');
  return reply.code(500).send({
    code: 'ErrorUnknown',
    message: 'The request could not be answered; the log of the server says why.',
  });
}
