import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import type { HoneyburstError } from '../errors.js';
import { isPublicAddress } from './address.js';
import { fetchError } from './fetch-error.js';

export interface ConnectorOptions {
  /** Lower-case `host` or `host:port`; IPv6 addresses with or without brackets. */
  allowHosts: readonly string[];
  timeoutMs: number;
  /** Resolves names. Default: the system's resolver. */
  lookup?: LookupFunction | undefined;
}

/**
 * A connector that connects only to public addresses, unless the host is allowed. It checks the very address that it
 * connects to, so a name cannot resolve to another address in between; every redirect and retry passes here. Fails with
 * photo_address_refused.
 */
export function createConnector(options: ConnectorOptions): buildConnector.connector {
  const { allowHosts, timeoutMs, lookup = systemLookup } = options;
  const allowed = new Set(allowHosts);
  const connectAnywhere = buildConnector({ timeout: timeoutMs, lookup });
  const connectPublic = buildConnector({ timeout: timeoutMs, lookup: publicOnly(lookup) });
  return (target, callback) => {
    if (isAllowed(allowed, target)) return connectAnywhere(target, callback);
    // An address in the URL itself is never looked up, so it is checked here.
    if (isIP(target.hostname) !== 0 && !isPublicAddress(target.hostname)) {
      return callback(addressRefused(target.hostname), null);
    }
    return connectPublic(target, callback);
  };
}

function isAllowed(allowed: Set<string>, { hostname, port, protocol }: buildConnector.Options): boolean {
  const actualPort = port || (protocol === 'https:' ? '443' : '80');
  return [hostname, `[${hostname}]`].some(
    (host) => allowed.has(host) || allowed.has(`${host}:${actualPort}`),
  );
}

/** Removes all but public addresses from the answer of `lookup`. */
export function publicOnly(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const addresses = [found].flat().filter((entry) => typeof entry === 'object');
      const open = addresses.filter(({ address }) => isPublicAddress(address));
      const first = open[0];
      if (!first) callback(addressRefused(hostname), []);
      else if (options.all) callback(null, open);
      else callback(null, first.address, first.family);
    });
  };
}

function addressRefused(hostname: string): HoneyburstError {
  return fetchError(
    'photo_address_refused',
    `Photo host ${hostname} has an address that is not public. If it is yours, list it in PHOTO_ALLOW_HOSTS.`,
  );
}
