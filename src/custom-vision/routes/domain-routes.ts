import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Domain, domains, findDomain } from '../server/domain.js';
import { ownPlatforms } from '../server/export.js';
import { minorVersion } from './context.js';

export function registerDomainRoutes(app: FastifyInstance): void {
  app.get('/domains', { config: { operation: 'GetDomains' } }, async (request) =>
    domains.map((domain) => toAnswer(domain, request)),
  );

  app.get<{ Params: { domainId: string } }>(
    '/domains/:domainId',
    { config: { operation: 'GetDomain' } },
    async (request) => toAnswer(findDomain(request.params.domainId), request),
  );
}

/** The size is that of model.onnx with two tags. */
const modelInformation = {
  estimatedModelSizeInMegabytes: 8,
  description: 'A MobileNetV2 in 8 bits with attention heads, the same for every domain.',
};

function toAnswer({ id, name, exportable }: Domain, request: FastifyRequest) {
  return {
    id,
    name,
    type: 'Classification',
    exportable,
    enabled: true,
    ...(minorVersion(request) >= 4 && {
      exportablePlatforms: exportable ? ownPlatforms : [],
      modelInformation: exportable ? modelInformation : null,
    }),
  };
}
