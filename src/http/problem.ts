import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import pg from 'pg';
import { z } from 'zod';
import { isServerFault } from '../database/server-fault.js';
import { HoneyburstError } from '../errors.js';

/** A problem according to RFC 9457. Some codes have further members. */
export const problemSchema = z
  .looseObject({
    type: z.literal('about:blank'),
    title: z.string().describe('What the status means'),
    status: z.int(),
    detail: z.string().describe('What went wrong, and how to fix it'),
    code: z.string().describe('Stable, snake_case'),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' });

export interface Problem {
  status: number;
  /** Default: the status in words. */
  code?: string;
  detail: string;
  /** Further members. */
  members?: Readonly<Record<string, unknown>>;
  headers?: Readonly<Record<string, string>>;
}

const retryAfterSeconds = 5;

/** Routes throw it to refuse a request. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

export function notFound(what: string): ProblemError {
  return new ProblemError({ status: 404, detail: `There is no ${what}.` });
}

/** Sends a problem as application/problem+json. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  const { status, detail, members, headers = {} } = problem;
  const title = STATUS_CODES[status] ?? 'Error';
  const code = problem.code ?? title.toLowerCase().replaceAll(/\W+/g, '_');
  const body = { type: 'about:blank', title, status, detail, code, requestId: request.id, ...members };
  // Sent as text, so that the answer schema of the route does not apply.
  return reply.headers(headers).code(status).type('application/problem+json').send(JSON.stringify(body));
}

/** Answers whatever a route threw. An error that is not the client's fault is logged, and its details are not sent. */
export function answerProblem(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const problem = toProblem(error);
  if (problem?.code === 'database_unavailable') {
    request.log.warn({ error: error.message }, 'the database does not answer');
  }
  if (problem) return sendProblem(request, reply, problem);
  request.log.error({ err: error }, 'request failed');
  return sendProblem(request, reply, {
    status: 500,
    detail: 'The request could not be answered; the log of the server says why.',
  });
}

/** What to tell the client; undefined: it is not the client's business. */
export function toProblem(error: FastifyError | Error): Problem | undefined {
  if (error instanceof ProblemError) return error.problem;
  if (isServerFault(error) && !('statusCode' in error)) {
    return {
      status: 503,
      code: 'database_unavailable',
      detail: `The database does not answer at the moment: try again in ${retryAfterSeconds} s.`,
      headers: { 'Retry-After': String(retryAfterSeconds) },
    };
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map(({ instancePath, message = '' }) => ({
      in: error.validationContext,
      path: instancePath,
      message,
    }));
    const detail = errors.map(({ path, message }) => `${error.validationContext}${path}: ${message}`);
    return { status: 400, code: 'invalid_request', detail: detail.join('; '), members: { errors } };
  }
  if (error instanceof HoneyburstError && error.code === 'wrong_cursor') {
    return { status: 400, code: error.code, detail: error.message };
  }
  // Class 22 of SQLSTATE: the value passed our checks, but the column cannot hold it.
  if (error instanceof pg.DatabaseError && error.code?.startsWith('22')) {
    return { status: 400, code: 'invalid_request', detail: 'A value is out of range.' };
  }
  const status = 'statusCode' in error ? error.statusCode : undefined;
  return status !== undefined && status < 500 ? { status, detail: error.message } : undefined;
}
