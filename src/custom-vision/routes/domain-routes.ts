import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Domain, domains, findDomain, modelInformation } from '../server/domain.js';
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
