import type { Queryable } from '../database/pool.js';
import type { SuggestionStatus } from './status.js';
import type { Suggestion } from './suggestion.js';

export interface SuggestionFilter {
  status?: SuggestionStatus | undefined;
  level?: Suggestion['level'] | undefined;
  family?: string | undefined;
  finish?: string | undefined;
  minConfidence?: number | undefined;
  model?: string | undefined;
  /** Only suggestions with a greater id: the last id of the page before. */
  after?: number | undefined;
  limit: number;
}

/** A page of suggestions in the order of their ids. */
export async function listSuggestions(db: Queryable, filter: SuggestionFilter): Promise<Suggestion[]> {
  const conditions = ['s.id > $1'];
  const parameters: unknown[] = [filter.after ?? 0];
  const require = (condition: string, value: unknown) => {
    if (value !== undefined) conditions.push(`${condition} $${parameters.push(value)}`);
  };
  require('s.status =', filter.status);
  require('s.level =', filter.level);
  require('s.family =', filter.family);
  require('s.finish =', filter.finish);
  require('s.confidence >=', filter.minConfidence);
  require('s.model =', filter.model);
  const { rows } = await db.query<Suggestion>(
    `SELECT s.id, s.listing_id AS "listingId", l.external_id AS "externalId", l.make, l.model AS "guitarModel",
            l.title, l.finish AS "statedFinish", s.level, s.family, s.finish, s.either, s.confidence, s.status, s.reasons,
            s.evidence, s.model, s.taxonomy_version AS "taxonomyVersion", s.created_at AS "createdAt",
            s.decided_at AS "decidedAt"
       FROM honeyburst.suggestion s JOIN honeyburst.listing l ON l.id = s.listing_id
      WHERE ${conditions.join(' AND ')}
      ORDER BY s.id LIMIT $${parameters.push(filter.limit)}`,
    parameters,
  );
  return rows;
}
