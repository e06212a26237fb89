import { createHash, randomBytes } from 'node:crypto';
import type { Queryable } from '../database/pool.js';
import { UsageError } from '../errors.js';

/** What a key may be used for. */
export const tokenRoles = ['training', 'prediction'] as const;
export type TokenRole = (typeof tokenRoles)[number];

export interface ApiToken {
  name: string;
  role: TokenRole;
  createdAt: Date;
  revokedAt: Date | null;
}

const columns = `name, role, created_at AS "createdAt", revoked_at AS "revokedAt"`;

/**
 * Makes a key, 32 lower-case hexadecimal digits as Azure's are: this answer is the only place where it is ever
 * seen. A name that was revoked can be used again; one in use is a UsageError.
 */
export async function createApiToken(
  db: Queryable,
  { name, role }: { name: string; role: TokenRole },
): Promise<ApiToken & { key: string }> {
  const key = randomBytes(16).toString('hex');
  const { rows } = await db.query<ApiToken>(
    `INSERT INTO honeyburst.api_token (name, role, sha256) VALUES ($1, $2, $3)
     ON CONFLICT (name) DO UPDATE SET role = excluded.role, sha256 = excluded.sha256, created_at = now(), revoked_at = NULL
       WHERE api_token.revoked_at IS NOT NULL
     RETURNING ${columns}`,
    [name, role, digest(key)],
  );
  const [token] = rows;
  if (!token)
    throw new UsageError(`There is a key named ${name}: revoke it first, or name this one otherwise.`);
  return { ...token, key };
}

/** Whose key that is, if it is valid and for that role. */
export async function findApiToken(
  db: Queryable,
  key: string,
  role: TokenRole,
): Promise<ApiToken | undefined> {
  const { rows } = await db.query<ApiToken>(
    `SELECT ${columns} FROM honeyburst.api_token WHERE sha256 = $1 AND role = $2 AND revoked_at IS NULL`,
    [digest(key), role],
  );
  return rows[0];
}

export async function listApiTokens(db: Queryable): Promise<ApiToken[]> {
  const { rows } = await db.query<ApiToken>(`SELECT ${columns} FROM honeyburst.api_token ORDER BY name`);
  return rows;
}

/** Refuses the key from now on; throws a UsageError if none of that name is in use. */
export async function revokeApiToken(db: Queryable, name: string): Promise<ApiToken> {
  const { rows } = await db.query<ApiToken>(
    `UPDATE honeyburst.api_token SET revoked_at = now() WHERE name = $1 AND revoked_at IS NULL RETURNING ${columns}`,
    [name],
  );
  if (!rows[0]) throw new UsageError(`No key named ${name} is in use: honeyburst tokens list names them.`);
  return rows[0];
}

/** Keys are random and long: a fast hash without salt keeps them as safe as a slow one. */
function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
