import { UsageError } from '../../errors.js';
import type { TrainingService } from './training-service.js';

/** A compact domain, whose models can be exported. */
export const defaultDomain = 'General (compact)';

export interface TrainingDomain {
  id: string;
  name: string;
}

/** The classification domain of that name or id. Throws a UsageError that lists the domains of the service. */
export async function findTrainingDomain(
  service: TrainingService,
  nameOrId: string,
): Promise<TrainingDomain> {
  const all = await service.call('its domains', (client, options) => client.getDomains(options));
  const domains = all.flatMap(({ id, name, type, enabled }) =>
    id && name && type === 'Classification' && enabled !== false ? [{ id, name }] : [],
  );
  const wanted = nameOrId.toLowerCase();
  const found = domains.find(({ id, name }) => [id, name.toLowerCase()].includes(wanted));
  if (found) return found;
  throw new UsageError(
    `Custom Vision has no domain ${nameOrId}; there are: ${domains.map(({ name }) => name).join(', ')}.`,
  );
}
