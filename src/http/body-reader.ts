import type { FastifyRequest } from 'fastify';
import { ProblemError } from './problem.js';

export interface BodyReaderOptions {
  /** Of one body. */
  maxBytes: number;
  /** Of all bodies in progress; one address may have a quarter of it, though always one body. Default: any number. */
  heldBytes?: number;
  /** The longest time from the first to the last byte. */
  timeoutMs: number;
}

/**
 * Reads bodies as they are. With `heldBytes` they together take a bounded amount of memory, whatever the clients announce
 * and however slowly they send: for clients of which nothing is known until the body is there.
 */
export function createBodyReader({
  maxBytes,
  heldBytes = Number.POSITIVE_INFINITY,
  timeoutMs,
}: BodyReaderOptions): (request: FastifyRequest) => Promise<Buffer> {
  const shareBytes = Math.max(heldBytes / 4, maxBytes);
  const held = new Map<string, number>();
  let total = 0;
  const hold = (address: string, bytes: number) => {
    total += bytes;
    const own = (held.get(address) ?? 0) + bytes;
    if (own > 0) held.set(address, own);
    else held.delete(address);
    return total <= heldBytes && own <= shareBytes;
  };
  return ({ raw, ip }) =>
    new Promise((resolve, reject) => {
      if (Number(raw.headers['content-length']) > maxBytes) return reject(tooLarge(maxBytes));
      const chunks: Buffer[] = [];
      let bytes = 0;
      const end = (settle: () => void) => {
        clearTimeout(timer);
        raw.off('data', take).off('end', finish).off('error', abort).off('close', abort);
        hold(ip, -bytes);
        settle();
      };
      const refuse = (problem: ProblemError) => end(() => reject(problem));
      const take = (chunk: Buffer) => {
        bytes += chunk.length;
        const isHeld = hold(ip, chunk.length);
        if (bytes > maxBytes) return refuse(tooLarge(maxBytes));
        if (!isHeld) return refuse(busy);
        chunks.push(chunk);
      };
      const finish = () => end(() => resolve(Buffer.concat(chunks)));
      const abort = () => refuse(broken);
      const timer = setTimeout(() => refuse(late(timeoutMs)), timeoutMs);
      raw.on('data', take).on('end', finish).on('error', abort).on('close', abort);
    });
}

const tooLarge = (maxBytes: number) =>
  new ProblemError({ status: 413, detail: `The body is larger than ${maxBytes} bytes.` });

const late = (timeoutMs: number) =>
  new ProblemError({ status: 408, detail: `The body did not arrive within ${timeoutMs / 1000} s.` });

const broken = new ProblemError({ status: 400, code: 'broken_body', detail: 'The body broke off.' });

const busy = new ProblemError({
  status: 503,
  code: 'busy',
  detail: 'Too many messages arrive at the moment: try again in 1 s.',
  headers: { 'Retry-After': '1' },
});
