import pg from 'pg';
import { HoneyburstError } from '../errors.js';

/**
 * Whether the server or the connection failed, and not the statement or our own code: only then may the same work
 * succeed later.
 */
export function isServerFault(error: unknown): boolean {
  // Connection exceptions, insufficient resources, operator intervention (except a cancelled query), system errors.
  if (error instanceof pg.DatabaseError) return /^(08|53|57P|58)/.test(error.code ?? '');
  if (!(error instanceof Error) || error instanceof HoneyburstError) return false;
  if ('code' in error) return connectionCodes.has(String(error.code)) || isConnecting(error);
  return connectionMessages.has(error.message);
}

/** What a command fails with if the server stays away. */
export function unavailable(cause: unknown): HoneyburstError {
  const said = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new HoneyburstError(
    `The database does not answer (${said}): ${remedyOf(cause)}, then run the command again. What was done so far is kept.`,
    { code: 'database_unavailable', stage: 'database', retryable: true, cause },
  );
}

/** What to do about it, as far as the code tells. */
function remedyOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return remedies[code] ?? 'check that it runs, has disk space and is where DATABASE_URL says';
}

const remedies: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there, so start the server or correct host and port in DATABASE_URL',
  ENOTFOUND: 'there is no such host, so correct the host in DATABASE_URL',
  EAI_AGAIN: 'the name of the host cannot be looked up, so check the DNS and the host in DATABASE_URL',
  ENOENT: 'there is no such socket, so start the server or correct the path in DATABASE_URL',
  '53100': 'its disk is full, so free some space',
  '53300': 'it has no connection left, so raise max_connections, lower DATABASE_POOL_SIZE or use a pooler',
  '57P03': 'it is starting or stopping, so wait a moment',
};

/** Whatever else the system calls of a new connection fail with, such as ENOENT for a Unix socket. */
function isConnecting(error: Error): boolean {
  return 'syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo');
}

const connectionCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** pg gives these errors neither a class nor a code. Tests against real servers fail if it rewords one. */
const connectionMessages: ReadonlySet<string> = new Set([
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'There was an error establishing an SSL connection',
  'timeout expired',
  'timeout exceeded when trying to connect',
]);
