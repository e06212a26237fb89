import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { HookConfig } from '../config/hook.js';
import type { Pool } from '../database/pool.js';
import { createNudge } from '../enrichment/nudge.js';
import { type FreshListings, receiveListings, type SignedMessage } from '../enrichment/receive.js';
import { type ListingEvent, parseListingEvents } from '../listing/event.js';
import type { Log } from '../log.js';
import type { Taxonomy } from '../taxonomy/taxonomy.js';
import { createBodyReader } from './body-reader.js';
import { isSigned, readSignature, verifySignature, verifyToken } from './hook-sender.js';
import { answerProblem, ProblemError } from './problem.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** On the hook: the message, if its signature was verified. */
    signedMessage: SignedMessage | undefined;
  }
}

export interface HookContext {
  pool: Pool;
  /** The current version. */
  taxonomy(): Promise<Taxonomy>;
  hook: HookConfig;
  /** Trace context of the current request. Absent if nothing is traced. */
  traceParent?: (() => string | undefined) | undefined;
  log: Log;
}

const maxBytes = 2_000_000;
/** What signed messages may hold before their signatures are verified. */
const unproven = { heldBytes: 64_000_000, timeoutMs: 10_000 };
const maxListings = 100;

/**
 * The event hook; use it as `app.register(registerHook, context)`. POST /hooks/listings answers 202 once the listings of
 * the message are stored and those that need enrichment are on the ledger; then it wakes the workers. If some listings
 * are invalid, the others are taken, and a 422 says what was done and what is wrong with each.
 */
export async function registerHook(app: FastifyInstance, context: HookContext): Promise<void> {
  const { pool, hook, log } = context;
  const nudge = createNudge(pool, log);
  app.setErrorHandler(answerProblem);
  const readProven = createBodyReader({ maxBytes, timeoutMs: 60_000 });
  const readUnproven = createBodyReader({ maxBytes, ...unproven });
  app.decorateRequest('signedMessage', undefined);
  // Signatures cover the raw bytes. They are verified here, so that all that follows knows whose request it is.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(/^application\/(?:[\w.-]+\+)?json(?:;|$)/i, async (request: FastifyRequest) => {
    if (request.isProven) return readProven(request);
    const body = await readUnproven(request);
    request.signedMessage = verifySignature(request, readSignature(request), body, hook);
    return body;
  });
  app.post<{ Body: Buffer }>(
    '/hooks/listings',
    {
      bodyLimit: maxBytes,
      config: { counts: true },
      // Senders without the right to send are refused before the body is read.
      onRequest: async (request, reply) => {
        reply.header('X-Request-Id', request.id);
        if (isSigned(request, hook)) {
          request.server.gate.refuseUsedUp(request);
          return void readSignature(request);
        }
        reply.header('WWW-Authenticate', 'Bearer');
        await verifyToken(request, hook);
        reply.removeHeader('WWW-Authenticate');
      },
    },
    async (request, reply) => {
      const body = request.body ?? Buffer.alloc(0);
      // A request without a body was not parsed.
      const message = request.isProven
        ? request.signedMessage
        : verifySignature(request, readSignature(request), body, hook);
      const events = parseBody(body);
      const { fresh, accepted, rejected, warnings } = sortEvents(events);
      const traceParent = context.traceParent?.();
      const received = await receiveListings(
        pool,
        await context.taxonomy(),
        { ...fresh, traceParent },
        message,
      );
      if (received.outcome === 'replayed') {
        throw new ProblemError({
          status: 409,
          code: 'replayed_message',
          detail:
            'This webhook-id was used before: a retry needs a later webhook-timestamp, and a new message a new webhook-id.',
        });
      }
      if (received.outcome === 'repeated') {
        return reply.code(202).send({ accepted: 0, enqueued: 0, unchanged: 0, repeated: true });
      }
      const { enqueued, changed } = received;
      const result = {
        ...{ accepted, enqueued, unchanged: accepted - changed },
        ...(warnings.length > 0 ? { warnings } : {}),
      };
      if (enqueued > 0) nudge();
      if (rejected.length === 0) return reply.code(202).send(result);
      throw new ProblemError({
        status: 422,
        code: 'invalid_listing',
        detail: `${rejected.length} of ${events.length} listings are invalid; the others were taken.`,
        members: { ...result, rejected },
      });
    },
  );
}

function parseBody(body: Buffer): ListingEvent[] {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof TypeError)) throw cause;
    const detail = cause instanceof SyntaxError ? 'The body is not valid JSON.' : 'The body is not UTF-8.';
    throw new ProblemError({ status: 400, code: 'invalid_json', detail });
  }
  const events = parseListingEvents(json);
  if (events.length <= maxListings) return events;
  throw new ProblemError({
    status: 413,
    code: 'too_many_listings',
    detail: `The message holds ${events.length} listings: send at most ${maxListings} at once, or use honeyburst import, which takes any number.`,
  });
}

/** If a listing has several events, the last one counts. */
function sortEvents(events: readonly ListingEvent[]): {
  fresh: FreshListings;
  accepted: number;
  rejected: { index: number; reason: string }[];
  /** What could not be used of listings that are taken. */
  warnings: { index: number; reason: string }[];
} {
  const rejected = events.flatMap((event, index) =>
    'error' in event ? [{ index, reason: event.error }] : [],
  );
  const warnings = events.flatMap((event, index) =>
    'error' in event ? [] : event.warnings.map((reason) => ({ index, reason })),
  );
  const last = new Map(
    events.flatMap((event) => ('error' in event ? [] : [[event.listing.externalId, event] as const])),
  );
  const kept = [...last.values()];
  return {
    fresh: {
      listings: kept.filter(({ bare }) => !bare).map(({ listing }) => listing),
      states: new Map(
        kept.filter(({ bare }) => bare).map(({ listing }) => [listing.externalId, listing.state]),
      ),
    },
    accepted: events.length - rejected.length,
    rejected,
    warnings,
  };
}
