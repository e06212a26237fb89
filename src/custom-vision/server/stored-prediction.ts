import type { Queryable } from '../../database/pool.js';
import { ServiceError } from './service-error.js';
import type { Tag } from './tag.js';

export interface StoredPrediction {
  id: string;
  iterationId: string;
  domainId: string;
  createdAt: Date;
  /** In the order of `tags`. */
  probabilities: number[];
  tags: Tag[];
}

export const predictionOrders = ['Newest', 'Oldest', 'Suggested'] as const;

export interface PredictionQuery {
  /** Suggested: predictions that the model was least sure of come first. */
  orderBy: (typeof predictionOrders)[number];
  /** Selects predictions whose probability of each of these tags lies within the bounds. */
  tags: readonly { id: string; minThreshold: number; maxThreshold: number }[];
  iterationId: string | null;
  startTime: Date | null;
  endTime: Date | null;
  application: string | null;
  /** Marks where the previous page ended; null for the first page. */
  continuation: string | null;
  take: number;
}

/** The entropy of a prediction, in nats. */
const uncertainty = `(SELECT coalesce(-sum(x * ln(x)), 0)
  FROM unnest(p.probabilities::float8[]) x WHERE x > 0)`;

const orders = {
  Newest: { key: 'p.created_at', type: 'timestamptz', direction: 'DESC', beyond: '<' },
  Oldest: { key: 'p.created_at', type: 'timestamptz', direction: 'ASC', beyond: '>' },
  Suggested: { key: uncertainty, type: 'float8', direction: 'DESC', beyond: '<' },
} as const;

/** A page of the stored predictions of a project. `continuation` marks where it ends; it is null on the last page. */
export async function queryPredictions(
  db: Queryable,
  projectId: string,
  query: PredictionQuery,
): Promise<{ predictions: StoredPrediction[]; continuation: string | null }> {
  const { key, type, direction, beyond } = orders[query.orderBy];
  const conditions = ['p.project_id = $1'];
  const parameters: unknown[] = [projectId];
  const bind = (value: unknown) => `$${parameters.push(value)}`;
  if (query.iterationId) conditions.push(`p.iteration_id = ${bind(query.iterationId)}`);
  if (query.startTime) conditions.push(`p.created_at >= ${bind(query.startTime)}`);
  if (query.endTime) conditions.push(`p.created_at <= ${bind(query.endTime)}`);
  if (query.application) conditions.push(`p.application = ${bind(query.application)}`);
  for (const { id, minThreshold, maxThreshold } of query.tags) {
    conditions.push(
      `EXISTS (SELECT FROM jsonb_array_elements(n.tags) WITH ORDINALITY t (tag, number)
                WHERE tag ->> 'id' = ${bind(id)}
                  AND p.probabilities[number] BETWEEN ${bind(minThreshold)}::real AND ${bind(maxThreshold)}::real)`,
    );
  }
  const last = parseContinuation(query.continuation, type);
  if (last) conditions.push(`(${key}, p.id) ${beyond} (${bind(last.key)}::${type}, ${bind(last.id)}::uuid)`);
  const { rows } = await db.query<StoredPrediction & { key: string }>(
    `SELECT p.id, p.iteration_id AS "iterationId", n.domain_id AS "domainId", p.created_at AS "createdAt",
            p.probabilities, n.tags, (${key})::text AS key
       FROM custom_vision_server.prediction p JOIN custom_vision_server.iteration n ON n.id = p.iteration_id
      WHERE ${conditions.join(' AND ')}
      ORDER BY ${key} ${direction}, p.id ${direction} LIMIT ${bind(query.take + 1)}`,
    parameters,
  );
  const predictions = rows.slice(0, query.take);
  const end = predictions.at(-1);
  const continuation = rows.length > query.take && end ? writeContinuation(end) : null;
  return { predictions, continuation };
}

function writeContinuation({ key, id }: { key: string; id: string }): string {
  return Buffer.from(`${id} ${key}`).toString('base64url');
}

function parseContinuation(text: string | null, type: 'timestamptz' | 'float8') {
  if (text === null) return undefined;
  const [, id, key] = /^([0-9a-f-]{36}) (.+)$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  const sound = type === 'float8' ? Number.isFinite(Number(key)) : /^\d{4}-[\d: .+-]+$/.test(key ?? '');
  if (id === undefined || !sound) {
    const code = 'BadRequestPredictionInvalidQueryParameters';
    throw new ServiceError(400, code, 'The continuation does not belong to this query');
  }
  return { id, key };
}

/** The photo of a stored prediction as it was sent. Returns undefined if there is no such prediction. */
export async function loadPredictionPhoto(
  db: Queryable,
  projectId: string,
  id: string,
): Promise<Buffer | undefined> {
  const { rows } = await db.query<{ bytes: Buffer }>(
    'SELECT bytes FROM custom_vision_server.prediction WHERE project_id = $1 AND id = $2',
    [projectId, id],
  );
  return rows[0]?.bytes;
}

/** Deletes stored predictions with their photos, and ignores ids that do not exist. */
export async function deletePredictions(
  db: Queryable,
  projectId: string,
  ids: readonly string[],
): Promise<void> {
  await db.query('DELETE FROM custom_vision_server.prediction WHERE project_id = $1 AND id = ANY ($2)', [
    projectId,
    ids,
  ]);
}
