import { createHash, randomBytes } from 'node:crypto';
import type { Queryable } from '../database/pool.js';
import { UsageError } from '../errors.js';

/** The roles of a key for the HTTP API. */
export const apiRoles = ['admin', 'reviewer', 'analyst', 'ingest'] as const;
export type ApiRole = (typeof apiRoles)[number];

/** The two keys of the Custom Vision compatible server. */
export const visionRoles = ['training', 'prediction'] as const;
export type VisionRole = (typeof visionRoles)[number];

export const tokenRoles = [...apiRoles, ...visionRoles] as const;
export type TokenRole = ApiRole | VisionRole;

export interface ApiToken<Role extends TokenRole = TokenRole> {
  name: string;
  role: Role;
  createdAt: Date;
  revokedAt: Date | null;
}

const columns = `name, role, created_at AS "createdAt", revoked_at AS "revokedAt"`;

/**
 * Creates a key of 32 lower-case hexadecimal digits, the format of Azure's keys. The key is shown only in this answer.
 * The name of a revoked key can be used again; a name in use is a UsageError.
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
    [name, role, sha256Of(key)],
  );
  const [token] = rows;
  if (!token)
    throw new UsageError(`There is already a key named ${name}: revoke it first, or choose another name.`);
  return { ...token, key };
}

/** The token of the key with this hash, unless it has been revoked. */
export async function findApiToken(db: Queryable, sha256: Buffer): Promise<ApiToken | undefined> {
  const { rows } = await db.query<ApiToken>(
    `SELECT ${columns} FROM honeyburst.api_token WHERE sha256 = $1 AND revoked_at IS NULL`,
    [sha256],
  );
  return rows[0];
}

/** Whether a key was ever created, even if it has been revoked. */
export async function hasApiTokens(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ found: boolean }>(
    'SELECT EXISTS (SELECT FROM honeyburst.api_token) AS found',
  );
  return rows[0]!.found;
}

export async function listApiTokens(db: Queryable): Promise<ApiToken[]> {
  const { rows } = await db.query<ApiToken>(`SELECT ${columns} FROM honeyburst.api_token ORDER BY name`);
  return rows;
}

/** Revokes a key. Throws a UsageError if no key with this name is in use. */
export async function revokeApiToken(db: Queryable, name: string): Promise<ApiToken> {
  const { rows } = await db.query<ApiToken>(
    `UPDATE honeyburst.api_token SET revoked_at = now() WHERE name = $1 AND revoked_at IS NULL RETURNING ${columns}`,
    [name],
  );
  if (!rows[0])
    throw new UsageError(`No key named ${name} is in use: honeyburst tokens list shows all keys.`);
  return rows[0];
}

/** Whether a text has the form of a key, so that it is worth looking for. */
export function isKey(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

/** Keys are long and random, so a fast hash without salt is as safe as a slow one. */
export function sha256Of(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
