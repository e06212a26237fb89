import type { Queryable } from '../database/pool.js';
import { type ApiToken, findApiToken, isKey, sha256Of } from './api-token.js';

const mostKept = 10_000;

/** Finds the tokens of keys so that a wrong key costs at most one query, however often it is sent. */
export interface Keyring {
  /**
   * The token, if the key is in use now. `beforeSearch` is called before a key is looked for that was never seen, and may
   * throw; what it returns is called if the key exists.
   */
  find(key: string, beforeSearch: () => () => void): Promise<ApiToken | undefined>;
}

export function createKeyring(db: Queryable): Keyring {
  // Keys are random, so one that does not exist now never will.
  const absent = new Set<string>();
  const known = new Set<string>();
  const keep = (kept: Set<string>, digest: string) => {
    if (kept.size >= mostKept) kept.delete(kept.values().next().value!);
    kept.add(digest);
  };
  return {
    async find(key, beforeSearch) {
      if (!isKey(key)) return undefined;
      const sha256 = sha256Of(key);
      const digest = sha256.toString('base64');
      if (absent.has(digest)) return undefined;
      const isNew = !known.has(digest);
      const found = isNew ? beforeSearch() : undefined;
      const token = await findApiToken(db, sha256);
      if (token && isNew) {
        found?.();
        keep(known, digest);
      }
      if (!token) {
        known.delete(digest);
        keep(absent, digest);
      }
      return token;
    },
  };
}
