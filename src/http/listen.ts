import type { FastifyInstance } from 'fastify';
import { UsageError } from '../errors.js';

/** Listens, or throws a UsageError that names the options which choose another place. */
export async function listen(
  server: FastifyInstance,
  { host, port, options }: { host: string; port: number; options: string },
): Promise<void> {
  await server.listen({ host, port }).catch((cause) => {
    throw new UsageError(`Nothing can listen on ${host} port ${port} (${cause.code}): ${options}.`, {
      code: 'cannot_listen',
      stage: 'configuration',
      cause,
    });
  });
}
