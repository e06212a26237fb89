import type { Pool } from '../database/pool.js';
import { UsageError } from '../errors.js';
import type { ModelFolder } from './backend.js';
import { allowedHosts } from './registry.js';

/** The hosts that a model's folder sends photos to, with the port unless it is the usual one. */
export function photoHosts({ backend, description }: ModelFolder): string[] {
  const addresses = backend.photoAddresses?.(description) ?? [];
  return [...new Set(addresses.map((address) => new URL(address).host))];
}

/**
 * Throws a UsageError unless every host that the model sends photos to is in `allowed`, or was allowed when a model with
 * this checksum was registered. A host in `allowed` without a port stands for all its ports.
 */
export async function requirePhotoHosts(
  model: ModelFolder,
  allowed: readonly string[],
  databases: { databaseExists(): Promise<boolean>; database(): Promise<{ pool: Pool }> },
): Promise<void> {
  const isAllowed = (host: string) => allowed.includes(host) || allowed.includes(host.replace(/:\d+$/, ''));
  const asked = photoHosts(model).filter((host) => !isAllowed(host));
  if (asked.length === 0) return;
  const kept = (await databases.databaseExists())
    ? await allowedHosts((await databases.database()).pool, model.checksum)
    : [];
  const refused = asked.filter((host) => !kept.includes(host));
  if (refused.length === 0) return;
  const options = refused.map((host) => `--allow-container ${host}`).join(' ');
  throw new UsageError(
    `The model ${model.description.name} would send photos to ${refused.join(', ')}, which nobody has allowed. If the container there is yours, run honeyburst models import ${model.folder} ${options}; classify, evaluate and compare also take ${options} for one run.`,
    { code: 'container_not_allowed' },
  );
}
