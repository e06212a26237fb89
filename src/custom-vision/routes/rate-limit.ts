import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { VisionRole } from '../../http/api-token.js';
import type { OperationClass } from '../server/limits.js';
import { minorVersion, type VisionContext } from './context.js';
import { gatewayError } from './gateway-error.js';

/** Counts the calls of each key and class of operation, and answers 429 with Retry-After above the rate of the tier. */
export async function limitRate(
  app: FastifyInstance,
  { limits: { name: tier, callsPerSecond, burstSeconds } }: VisionContext,
  role: VisionRole,
): Promise<void> {
  if (tier === 'unlimited') return;
  await app.register(rateLimit, { global: false });
  const count = app.createRateLimit({
    timeWindow: burstSeconds * 1000,
    keyGenerator: (request) => `${request.apiToken?.name}/${operationClass(request, role)}`,
    max: (request) => burstSeconds * callsPerSecond[operationClass(request, role)],
  });
  const service = role === 'training' ? 'Training' : 'Prediction';
  app.addHook('onRequest', async (request, reply) => {
    const counted = await count(request);
    if (counted.isAllowed || !counted.isExceeded) return;
    const { operation = 'requested' } = request.routeOptions.config;
    const seconds = Math.max(1, counted.ttlInSeconds);
    return gatewayError(
      reply.header('Retry-After', seconds),
      429,
      `Requests to the ${operation} Operation under Custom_Vision_${service}_3.${minorVersion(request)} have exceeded rate limit of your current Custom_Vision.${service} ${tier} pricing tier. Please retry after ${seconds} second${seconds === 1 ? '' : 's'}.${tier === 'F0' ? ' To increase your rate limit switch to a paid tier.' : ''}`,
    );
  });
}

function operationClass(request: FastifyRequest, role: VisionRole): OperationClass {
  const { operation = '' } = request.routeOptions.config;
  if (role === 'prediction') return operation.endsWith('WithNoStore') ? 'predictNoStore' : 'predictStored';
  return operation === 'TrainProject' ? 'train' : 'other';
}
