import type { FastifyInstance } from 'fastify';
import { UsageError } from '../errors.js';

/** Starts to listen. Throws a UsageError that names the options for another address. */
export async function listen(
  server: FastifyInstance,
  { host, port, options }: { host: string; port: number; options: string },
): Promise<void> {
  await server.listen({ host, port }).catch((cause) => {
    throw new UsageError(`Cannot listen on ${host} port ${port} (${cause.code}): ${options}.`, {
      code: 'cannot_listen',
      stage: 'configuration',
      cause,
    });
  });
}

/** Whether only this machine can reach an address to listen on. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(host);
}
