import pg from 'pg';
import type { Log } from '../log.js';
import type { Queryable } from './pool.js';

/** Roles that cannot log in. Grant them to logins: `GRANT honeyburst_worker TO alice`. */
export const roleNames = ['honeyburst_analyst', 'honeyburst_worker', 'honeyburst_serve'] as const;
type RoleName = (typeof roleNames)[number];

type Right = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';
const read: Right[] = ['SELECT'];
const append: Right[] = ['SELECT', 'INSERT'];
const keep: Right[] = ['SELECT', 'INSERT', 'UPDATE'];
const all: Right[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];

/**
 * The rights that `import`, `backfill` and `worker` need, and no more. Workers decode files from strangers, so they cannot
 * read keys, sessions or reviews, and cannot delete what they have written.
 */
const worker: Record<string, Right[]> = {
  'honeyburst.migration': read,
  'honeyburst.taxonomy': read,
  'honeyburst.family': read,
  'honeyburst.finish': read,
  'honeyburst.model': read,
  'honeyburst.finding': read,
  'honeyburst.catalogue_listing': read,
  'honeyburst.listing': keep,
  'honeyburst.listing_photo': all,
  'honeyburst.fresh_listing': ['SELECT', 'UPDATE', 'DELETE'],
  'honeyburst.enrichment': keep,
  // What it takes to lock it.
  'honeyburst.dispatch_lock': ['UPDATE'],
  'honeyburst.prediction': append,
  'honeyburst.suggestion': keep,
  'custom_vision_client.pace': keep,
  'custom_vision_client.usage': keep,
  'custom_vision_client.answer': append,
};

/** `serve` also takes listings, checks keys without creating any, and stores reviews and the projects of its clients. */
const serve: Record<string, Right[]> = {
  ...worker,
  'honeyburst.review': append,
  'honeyburst.webhook_delivery': keep,
  'honeyburst.hook_message': all,
  'honeyburst.api_token': read,
  'honeyburst.session_key': read,
  'honeyburst.session': ['SELECT', 'INSERT', 'DELETE'],
  'custom_vision_server.signing_key': read,
  'custom_vision_server.project': all,
  'custom_vision_server.tag': all,
  'custom_vision_server.image': all,
  'custom_vision_server.image_tag': all,
  'custom_vision_server.iteration': all,
  'custom_vision_server.iteration_image': all,
  'custom_vision_server.prediction': ['SELECT', 'INSERT', 'DELETE'],
  'custom_vision_server.export': keep,
  'custom_vision_server.background_work': all,
};

const tables: Record<RoleName, Record<string, Right[]>> = {
  honeyburst_analyst: {},
  honeyburst_worker: worker,
  honeyburst_serve: serve,
};
const schemas = ['honeyburst', 'custom_vision_client', 'custom_vision_server', 'analytics', 'bullmq'];

/**
 * Creates missing roles, and gives each role exactly its rights on the present schemas. It runs after every migration,
 * ours and the queue's. If the login may not create roles, it logs what to do and goes on.
 */
export async function grantRights(client: Queryable, log: Log): Promise<void> {
  for (const role of roleNames) {
    if (!(await ensureRole(client, role, log))) continue;
    // All statements in one string are one transaction, so that nobody sees a role without its rights.
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
    // Another migrator on the same server has just created it.
    if (code === '42710' || code === '23505') return true;
    if (code !== '42501') throw error;
    log.warn(
      `The role ${role} is missing and this login may not create it: run CREATE ROLE ${role} NOLOGIN as a superuser, then run honeyburst migrate again.`,
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
  const working = [
    'GRANT USAGE ON SCHEMA bullmq TO',
    'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA bullmq TO',
    'GRANT USAGE ON ALL SEQUENCES IN SCHEMA bullmq TO',
    'GRANT USAGE ON SCHEMA honeyburst, custom_vision_client TO',
  ];
  const wide = {
    honeyburst_analyst: views,
    honeyburst_worker: working,
    honeyburst_serve: [...working, ...views, 'GRANT USAGE ON SCHEMA custom_vision_server TO'],
  }[role].map((grant) => `${grant} ${role}`);
  const queueVersion =
    role === 'honeyburst_analyst' ? [] : [`REVOKE INSERT, UPDATE, DELETE ON bullmq.migration FROM ${role}`];
  return [...own, ...wide, ...queueVersion];
}
