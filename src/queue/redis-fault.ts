import { HoneyburstError, UsageError } from '../errors.js';

/** What was tried when the error came; `connect` also says hello. */
export type Step = 'connect' | 'log in' | 'select' | 'read' | 'write';

/** An error of Redis, or of the way to it, in words that name the remedy. `place` is the address without its secrets. */
export function explainRedisError(error: unknown, step: Step, place: string): HoneyburstError {
  const said = error instanceof Error ? error.message || error.name : String(error);
  const wrong = (message: string) =>
    new UsageError(`Redis at ${place} ${message}. It says: ${said.replace(/\.$/, '')}.`, {
      code: 'queue_misconfigured',
      stage: 'configuration',
      cause: error,
    });
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^(ERR_SSL|EPROTO)/.test(code)) return wrong('speaks no TLS: write redis:// in REDIS_URL');
  if (/CERT|UNABLE_TO_/.test(code))
    return wrong('has a certificate that is not trusted: set NODE_EXTRA_CA_CERTS to its authority');
  if (step === 'select')
    return wrong(
      'does not have the database that REDIS_URL names after its last slash: use a smaller number, or none',
    );
  const replied = replies[/^[A-Z]+/.exec(said)?.[0] ?? ''];
  if (replied !== undefined) return wrong(replied);
  return new HoneyburstError(
    `Redis at ${place} does not answer (${said}): ${remedies[code] ?? closed}. The ledger keeps the work meanwhile.`,
    { code: 'queue_unavailable', stage: 'configuration', retryable: true, cause: error },
  );
}

/** By the first word of a reply, which is its code in the protocol of Redis. */
const replies: Readonly<Record<string, string>> = {
  WRONGPASS: 'refuses the user or password: correct them in REDIS_URL',
  NOAUTH: 'wants a password: write redis://:PASSWORD@HOST:PORT in REDIS_URL',
  NOPERM:
    'does not let this user work on the queue: give it ~bull:* and +@all, or use another user in REDIS_URL',
  READONLY: 'is a replica and takes no writes: set REDIS_URL to its primary',
  DENIED: 'is in protected mode: set a password (requirepass), and name it in REDIS_URL',
  MOVED: 'is a node of a Redis Cluster: name several of its nodes in REDIS_URL, with commas between them',
  OOM: 'is full and takes no writes: raise maxmemory, or free some memory',
  MISCONF: 'takes no writes because it cannot save to its disk: free some space there',
  NOREPLICAS:
    'takes no writes because too few replicas are connected: start them, or lower min-replicas-to-write',
  CLUSTERDOWN: 'belongs to a cluster that is down: start its nodes',
};

const closed =
  'check that it runs there, and whether it wants TLS (rediss:// in REDIS_URL) or not (redis://)';

const remedies: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there, so start it or correct host and port in REDIS_URL',
  ENOTFOUND: 'there is no such host, so correct the host in REDIS_URL',
  EAI_AGAIN: 'the name of the host cannot be looked up, so check the DNS and the host in REDIS_URL',
};
