import type { Queryable } from '../../database/pool.js';

export interface StoredFile {
  kind: 'photo' | 'thumbnail' | 'zip';
  /** For a thumbnail, the bytes of the whole photo. */
  bytes: Buffer;
}

const queries = {
  i: 'SELECT bytes FROM custom_vision_server.image WHERE project_id = $1 AND id = $2',
  p: 'SELECT bytes FROM custom_vision_server.prediction WHERE project_id = $1 AND id = $2',
  m: `SELECT e.bytes FROM custom_vision_server.export e JOIN custom_vision_server.iteration n ON n.id = e.iteration_id
       WHERE n.project_id = $1 AND n.id = $2 AND e.platform = $3 AND e.flavor = $4 AND e.status = 'Done'`,
} as const;

/** Finds the file of a path that `photoPath` or `exportPath` wrote. Returns undefined if there is none. */
export async function findFile(
  db: Queryable,
  container: string,
  name: string,
): Promise<StoredFile | undefined> {
  const [, kind, projectId] = /^([ipm])-([0-9a-f]{32})$/.exec(container) ?? [];
  const [, size, photoId] = /^([it])-([0-9a-f]{32})$/.exec(name) ?? [];
  const [, iterationId, platform, flavor = ''] = /^([0-9a-f]{32})\.(\w+)(?:\.(\w+))?\.zip$/.exec(name) ?? [];
  if (kind === 'm' && iterationId) {
    const bytes = await load(db, queries.m, [projectId, iterationId, platform, flavor]);
    return bytes && { kind: 'zip', bytes };
  }
  if ((kind === 'i' || kind === 'p') && photoId) {
    const bytes = await load(db, queries[kind], [projectId, photoId]);
    return bytes && { kind: size === 't' ? 'thumbnail' : 'photo', bytes };
  }
  return undefined;
}

async function load(db: Queryable, query: string, parameters: unknown[]): Promise<Buffer | undefined> {
  const { rows } = await db.query<{ bytes: Buffer | null }>(query, parameters);
  return rows[0]?.bytes ?? undefined;
}
