import type { Command } from 'commander';
import type { Config } from '../config/config.js';
import type { Asked } from '../database/explain-error.js';
import type { roleNames } from '../database/roles.js';
import { parseUrl } from '../parse-url.js';

/** The roles that suffice for a command. All others need the owner of the database. */
const roles: Record<string, (typeof roleNames)[number]> = {
  import: 'honeyburst_worker',
  backfill: 'honeyburst_worker',
  worker: 'honeyburst_worker',
  classify: 'honeyburst_worker',
  evaluate: 'honeyburst_worker',
  doctor: 'honeyburst_worker',
  serve: 'honeyburst_serve',
  suggestions: 'honeyburst_serve',
  analytics: 'honeyburst_analyst',
};

/** What a command asks of the database, for the error when that is refused. */
export function neededRights(command: Command, config: Config): Asked {
  const names: string[] = [];
  for (let one: Command | null = command; one !== null; one = one.parent) names.unshift(one.name());
  return {
    login: decodeURIComponent(parseUrl(config.database.url ?? '')?.username ?? '') || undefined,
    what: names.join(' '),
    role: roles[names[1] ?? ''],
  };
}
