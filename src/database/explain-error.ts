import pg from 'pg';
import { type HoneyburstError, UsageError } from '../errors.js';
import { isServerFault, unavailable } from './server-fault.js';

export interface Asked {
  /** The login of DATABASE_URL, if it names one. */
  login?: string | undefined;
  /** What was to be done, such as `honeyburst backfill`. */
  what: string;
  /** The role whose rights that needs; absent: those of the owner of the database. */
  role?: string | undefined;
}

/** An error of Postgres, or of the way to it, in words that name the remedy; undefined for any other error. */
export function explainDatabaseError(error: unknown, asked: Asked): HoneyburstError | undefined {
  const explained = explain(error, asked);
  if (explained) {
    return new UsageError(`${explained.message} Postgres says: ${(error as Error).message}.`, {
      code: explained.code,
      stage: 'configuration',
      cause: error,
    });
  }
  return isServerFault(error) ? unavailable(error) : undefined;
}

type Explained = { code: NonNullable<ConstructorParameters<typeof UsageError>[1]>['code']; message: string };

function explain(error: unknown, { login = 'of DATABASE_URL', what, role }: Asked): Explained | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  const refused = (message: string) => ({ code: 'database_refused' as const, message });
  if (certificateCodes.test(code)) {
    return refused(
      'The certificate of the database is not trusted: add sslrootcert=FILE with its authority to DATABASE_URL.',
    );
  }
  if (!(error instanceof pg.DatabaseError)) {
    const message = ownMessages[error.message];
    return message === undefined ? undefined : refused(message);
  }
  if (code === '42501' && error.routine === 'InitPostgres') {
    return refused(`The login ${login} may not connect to the database: run GRANT CONNECT ON DATABASE.`);
  }
  if (code === '42501') {
    const message = role
      ? `\`${what}\` needs the rights of the role ${role}, and the login ${login} lacks one: as the owner of the database run GRANT ${role} TO the login and honeyburst migrate, which renews the rights of the role, or set DATABASE_URL to a login that has the role.`
      : `\`${what}\` needs the rights of the owner of the database, and the login ${login} lacks one: set DATABASE_URL to the login of the owner.`;
    return { code: 'database_right_missing', message };
  }
  if (code === '25006') {
    return {
      code: 'database_read_only',
      message: `\`${what}\` writes, and the database at DATABASE_URL takes no writes: honeyburst doctor says why, and how to change that.`,
    };
  }
  if (code === '3D000') {
    return {
      code: 'database_not_found',
      message:
        'The database that DATABASE_URL names does not exist: correct its name, or make it with CREATE DATABASE.',
    };
  }
  if (code === '28P01') {
    return refused(`The password of the login ${login} is wrong: correct it in DATABASE_URL.`);
  }
  // A rule of pg_hba.conf, for which TLS is one condition.
  if (code === '28000' && error.routine === 'ClientAuthentication') {
    return refused(
      `The server has no rule that lets the login ${login} in this way: if it wants TLS, add sslmode=require to DATABASE_URL, else allow the login in pg_hba.conf.`,
    );
  }
  if (code === '28000') return refused(`The login ${login} does not exist or may not log in.`);
  return undefined;
}

/** Codes of OpenSSL and of Node.js. */
const certificateCodes =
  /SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET)|CERT_(HAS_EXPIRED|NOT_YET_VALID|UNTRUSTED)|ALTNAME_INVALID/;

/** pg gives these errors neither a class nor a code. Tests against real servers fail if it rewords one. */
const ownMessages: Readonly<Record<string, string>> = {
  'The server does not support SSL connections':
    'The database speaks no TLS: remove sslmode from DATABASE_URL, or switch ssl on at the server.',
  'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string':
    'The database wants a password: add it to DATABASE_URL.',
  'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a non-empty string':
    'The database wants a password: add it to DATABASE_URL.',
};
