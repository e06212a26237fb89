import { UsageError } from '../errors.js';
import type { Queryable } from './pool.js';

interface State {
  replica: boolean;
  readOnly: boolean;
  /** Where the setting that makes it read-only comes from, in the words of pg_settings. */
  source: string;
  database: string;
  login: string;
}

/** Throws a UsageError (`database_read_only`) that says why the database takes no writes, and how to change that. */
export async function requireWritable(db: Queryable): Promise<void> {
  const { rows } = await db.query<State>(
    `SELECT pg_is_in_recovery() AS replica, current_setting('transaction_read_only') = 'on' AS "readOnly",
            (SELECT source FROM pg_settings WHERE name = 'default_transaction_read_only') AS source,
            quote_ident(current_database()) AS database, quote_ident(session_user) AS login`,
  );
  const state = rows[0]!;
  if (!state.replica && !state.readOnly) return;
  throw new UsageError(
    state.replica
      ? `The database ${state.database} is a replica (in recovery) and takes no writes: set DATABASE_URL to its primary.`
      : `The database ${state.database} is read-only and takes no writes: ${remedy(state)}.`,
    { code: 'database_read_only', stage: 'configuration' },
  );
}

function remedy({ source, database, login }: State): string {
  const reset = 'RESET default_transaction_read_only';
  const remedies: Record<string, string> = {
    database: `run ALTER DATABASE ${database} ${reset}`,
    user: `run ALTER ROLE ${login} ${reset}`,
    'database user': `run ALTER ROLE ${login} IN DATABASE ${database} ${reset}`,
    client: 'remove default_transaction_read_only from the options of DATABASE_URL',
  };
  return (
    remedies[source] ??
    `run ALTER SYSTEM ${reset} and SELECT pg_reload_conf(), and look for the setting in postgresql.conf`
  );
}
