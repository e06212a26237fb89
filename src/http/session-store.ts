import { createHash, randomBytes } from 'node:crypto';
import type { Queryable } from '../database/pool.js';
import type { ApiRole } from './api-token.js';
import { apiRoles } from './api-token.js';

export const sessionLifetimeMs = 12 * 60 * 60 * 1000;

export interface SignedIn {
  name: string;
  role: ApiRole;
}

/**
 * Keeps a new session and returns what its cookie holds. It ends with its key, after 12 hours, or when it is deleted. A
 * session without a key is that of whoever opened the sign-in link, an admin, and ends when the first key is made.
 */
export async function createSession(db: Queryable, tokenSha256: Buffer | null): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  const now = Date.now();
  await db.query(
    `WITH expired AS (DELETE FROM honeyburst.session WHERE expires_at <= $3)
     INSERT INTO honeyburst.session (sha256, token_sha256, created_at, expires_at) VALUES ($1, $2, $3, $4)`,
    [digest(secret), tokenSha256, new Date(now), new Date(now + sessionLifetimeMs)],
  );
  return secret;
}

/** Who is signed in by this session; undefined if it has ended. */
export async function readSession(db: Queryable, secret: string): Promise<SignedIn | undefined> {
  const { rows } = await db.query<SignedIn>(
    `SELECT coalesce(t.name, 'local') AS name, coalesce(t.role, 'admin') AS role
       FROM honeyburst.session s
       LEFT JOIN honeyburst.api_token t
         ON t.sha256 = s.token_sha256 AND t.revoked_at IS NULL AND t.role = ANY ($3)
      WHERE s.sha256 = $1 AND s.expires_at > $2
        AND (t.name IS NOT NULL
             OR s.token_sha256 IS NULL AND NOT EXISTS (SELECT FROM honeyburst.api_token))`,
    [digest(secret), new Date(), apiRoles],
  );
  return rows[0];
}

export async function deleteSession(db: Queryable, secret: string): Promise<void> {
  await db.query('DELETE FROM honeyburst.session WHERE sha256 = $1', [digest(secret)]);
}

/** Random and long, so a fast hash without salt is safe. */
function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
