import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { VisionRole } from '../../http/api-token.js';
import type { OperationClass } from '../server/limits.js';
import { minorVersion, type VisionContext } from './context.js';
import { gatewayError } from './gateway-error.js';

/** Counts the calls of each key and class of operation in each second, and answers 429 above the limit of the tier. */
export async function limitRate(
  app: FastifyInstance,
  { limits: { name: tier, callsPerSecond } }: VisionContext,
  role: VisionRole,
): Promise<void> {
  if (tier === 'unlimited') return;
  await app.register(rateLimit, { global: false });
  const count = app.createRateLimit({
    timeWindow: 1000,
    keyGenerator: (request) => `${request.apiToken?.name}/${operationClass(request, role)}`,
    max: (request) => callsPerSecond[operationClass(request, role)],
  });
  const service = role === 'training' ? 'Training' : 'Prediction';
  app.addHook('onRequest', async (request, reply) => {
    const counted = await count(request);
    if (counted.isAllowed || !counted.isExceeded) return;
    const { operation = 'requested' } = request.routeOptions.config;
    return gatewayError(
      reply.header('Retry-After', 1),
      429,
      `Requests to the ${operation} Operation under Custom_Vision_${service}_3.${minorVersion(request)} have exceeded rate limit of your current Custom_Vision.${service} ${tier} pricing tier. Please retry after 1 second.${tier === 'F0' ? ' To increase your rate limit switch to a paid tier.' : ''}`,
    );
  });
}

function operationClass(request: FastifyRequest, role: VisionRole): OperationClass {
  const { operation = '' } = request.routeOptions.config;
  if (role === 'prediction') return operation.endsWith('WithNoStore') ? 'predictNoStore' : 'predictStored';
  return operation === 'TrainProject' ? 'train' : 'other';
}
