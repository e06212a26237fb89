import pg from 'pg';
import type { Log } from '../log.js';
import type { Queryable } from './pool.js';

/** Roles without a login. Grant them to logins: `GRANT honeyburst_worker TO alice`. */
export const roleNames = ['honeyburst_analyst', 'honeyburst_worker', 'honeyburst_serve'] as const;
type RoleName = (typeof roleNames)[number];

type Right = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';
const read: Right[] = ['SELECT'];
const append: Right[] = ['SELECT', 'INSERT'];
const keep: Right[] = ['SELECT', 'INSERT', 'UPDATE'];
const all: Right[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];

/**
 * The rights that `import`, `backfill` and `worker` need, and no more. Workers decode what strangers send, so they see no
 * key, session or review, and cannot delete what they write.
 */
const worker: Record<string, Right[]> = {
  'honeyburst.migration': read,
  'honeyburst.taxonomy': read,
  'honeyburst.finish': read,
  'honeyburst.model': read,
  'honeyburst.finding': read,
  'honeyburst.listing': keep,
  'honeyburst.listing_photo': all,
  'honeyburst.fresh_listing': ['SELECT', 'UPDATE', 'DELETE'],
  'honeyburst.enrichment': keep,
  'honeyburst.prediction': append,
  'honeyburst.suggestion': keep,
  'honeyburst.custom_vision_pace': keep,
  'honeyburst.custom_vision_usage': keep,
  'honeyburst.custom_vision_answer': append,
};

/** `serve` also takes listings, checks keys without creating any, and stores reviews and its clients' projects. */
const serve: Record<string, Right[]> = {
  ...worker,
  'honeyburst.review': append,
  'honeyburst.webhook_delivery': keep,
  'honeyburst.hook_message': all,
  'honeyburst.api_token': read,
  'honeyburst.session_key': read,
  'custom_vision.signing_key': read,
  'custom_vision.project': all,
  'custom_vision.tag': all,
  'custom_vision.image': all,
  'custom_vision.image_tag': all,
  'custom_vision.iteration': all,
  'custom_vision.iteration_image': all,
  'custom_vision.prediction': ['SELECT', 'INSERT', 'DELETE'],
  'custom_vision.export': keep,
};

const tables: Record<RoleName, Record<string, Right[]>> = {
  honeyburst_analyst: {},
  honeyburst_worker: worker,
  honeyburst_serve: serve,
};
const schemas = ['honeyburst', 'custom_vision', 'analytics', 'bullmq'];

/**
 * Creates missing roles and gives each role exactly its rights on the current schemas, so it must run after every migration
 * of ours and of the queue. If the login may not create roles, it logs what to do and continues.
 */
export async function grantRights(client: Queryable, log: Log): Promise<void> {
  for (const role of roleNames) {
    if (!(await ensureRole(client, role, log))) continue;
    // One statement string is one transaction, so nobody sees a role without its rights in between.
    await client.query([...revocations(role), ...grants(role)].join(';\n'));
  }
}

async function ensureRole(client: Queryable, role: RoleName, log: Log): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  if (rowCount === 1) return true;
  try {
    await client.query(`CREATE ROLE ${role} NOLOGIN`);
    return true;
  } catch (error) {
    const code = error instanceof pg.DatabaseError ? error.code : undefined;
    // Another migrator of the same server created it meanwhile.
    if (code === '42710' || code === '23505') return true;
    if (code !== '42501') throw error;
    log.warn(
      `The role ${role} is missing and this login may not create it. Run CREATE ROLE ${role} NOLOGIN as a superuser, then honeyburst migrate again.`,
    );
    return false;
  }
}

function revocations(role: RoleName): string[] {
  return schemas.flatMap((schema) => [
    `REVOKE ALL ON ALL TABLES IN SCHEMA ${schema} FROM ${role}`,
    `REVOKE ALL ON ALL SEQUENCES IN SCHEMA ${schema} FROM ${role}`,
    `REVOKE ALL ON SCHEMA ${schema} FROM ${role}`,
  ]);
}

function grants(role: RoleName): string[] {
  const own = Object.entries(tables[role]).map(
    ([table, rights]) => `GRANT ${rights.join(', ')} ON ${table} TO ${role}`,
  );
  const views = ['GRANT USAGE ON SCHEMA analytics TO', 'GRANT SELECT ON ALL TABLES IN SCHEMA analytics TO'];
  const queue = [
    'GRANT USAGE ON SCHEMA bullmq TO',
    'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA bullmq TO',
    'GRANT USAGE ON ALL SEQUENCES IN SCHEMA bullmq TO',
    'GRANT USAGE ON SCHEMA honeyburst TO',
  ];
  const wide = {
    honeyburst_analyst: views,
    honeyburst_worker: queue,
    honeyburst_serve: [...queue, ...views, 'GRANT USAGE ON SCHEMA custom_vision TO'],
  }[role].map((grant) => `${grant} ${role}`);
  const queueVersion =
    role === 'honeyburst_analyst' ? [] : [`REVOKE INSERT, UPDATE, DELETE ON bullmq.migration FROM ${role}`];
  return [...own, ...wide, ...queueVersion];
}
