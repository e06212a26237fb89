import { type Command, Option } from 'commander';
import {
  createApiToken,
  listApiTokens,
  revokeApiToken,
  type TokenRole,
  tokenRoles,
} from '../http/api-token.js';
import { onRun } from './command.js';
import { formatTable } from './text/table.js';

type Json = { json?: boolean };
const json = ['--json', 'prints one JSON document'] as const;

export function addTokens(program: Command): void {
  const tokens = program
    .command('tokens')
    .description('creates, lists and revokes the keys that serve accepts');

  const create = tokens
    .command('create')
    .description('creates a key and prints it, only this once')
    .argument('<name>', 'person or program that uses the key')
    .addOption(new Option('--role <role>', 'what the key allows').choices(tokenRoles).makeOptionMandatory())
    .option(...json);
  onRun<[string], Json & { role: TokenRole }>(create, async ({ app, report }, name, { role }) => {
    const { pool } = await app.database();
    const token = await createApiToken(pool, { name, role });
    report(token, () => token.key);
  });

  const list = tokens
    .command('list', { isDefault: true })
    .description('lists all keys by name, without the keys themselves')
    .option(...json);
  onRun<[], Json>(list, async ({ app, report }) => {
    const { pool } = await app.database();
    const found = await listApiTokens(pool);
    report(found, () =>
      found.length === 0
        ? 'No keys. Create one with honeyburst tokens create.'
        : formatTable(
            ['name', 'role', 'created', 'revoked'],
            found.map(({ name, role, createdAt, revokedAt }) => [
              name,
              role,
              minute(createdAt),
              minute(revokedAt),
            ]),
          ),
    );
  });

  const revoke = tokens
    .command('revoke')
    .description('makes a key invalid')
    .argument('<name>')
    .option(...json);
  onRun<[string], Json>(revoke, async ({ app, report }, name) => {
    const { pool } = await app.database();
    const token = await revokeApiToken(pool, name);
    report(token, () => `${name} is revoked.`);
  });
}

function minute(date: Date | null): string | null {
  return date?.toISOString().slice(0, 16) ?? null;
}
