/** The kinds of rows that grow with time and may be pruned, in the order of pruning. */
export const prunables = [
  'listings',
  'enrichments',
  'predictions',
  'deliveries',
  'answers',
  'fresh-listings',
] as const;
export type Prunable = (typeof prunables)[number];

export interface Rule {
  /** The table that is read page by page, and the columns of its primary key with their types. */
  table: string;
  key: readonly (readonly [column: string, type: string])[];
  /** A statement over the rows that `within` selects. It deletes them, or only counts; its columns are the counts. */
  statement(within: string, dryRun: boolean, keep: readonly Prunable[]): string;
}

/** Placeholder of the time before which rows are old. */
const cutoff = '$1::timestamptz';

/** Reviews are never pruned, nor the rows that they refer to. */
const reviewed = (suggestion: string) =>
  `EXISTS (SELECT FROM honeyburst.suggestion s JOIN honeyburst.review r ON r.suggestion_id = s.id WHERE ${suggestion})`;

/** A listing `l` that the marketplace has removed. */
const goneListing = `(
  l.state = 'deleted' AND l.updated_at < ${cutoff}
  AND NOT EXISTS (SELECT FROM honeyburst.enrichment o WHERE o.listing_id = l.id AND o.state IN ('pending', 'dispatched'))
  AND NOT ${reviewed('s.listing_id = l.id')})`;

/**
 * A closed row `e` that was made for an earlier state of its listing `l`. A row for the present state stays whatever its
 * age: without it, the next backfill would process the listing again.
 */
const formerWork = `(
  e.state IN ('done', 'skipped', 'failed') AND e.finished_at < ${cutoff} AND e.content_hash <> l.content_hash
  AND NOT EXISTS (SELECT FROM honeyburst.suggestion s WHERE s.enrichment_id = e.id AND s.status <> 'superseded')
  AND NOT ${reviewed('s.enrichment_id = e.id')})`;

/** A closed row `e` whose scores nobody will need again: another model is live, or the listing is no longer for sale. */
const formerScores = `(
  e.state IN ('done', 'skipped', 'failed') AND e.finished_at < ${cutoff}
  AND (l.state IN ('ended', 'deleted') OR e.content_hash <> l.content_hash
       OR NOT EXISTS (SELECT FROM honeyburst.model m WHERE m.name = e.model AND m.live))
  AND NOT ${reviewed('s.enrichment_id = e.id')})`;

const ledger = 'honeyburst.enrichment e JOIN honeyburst.listing l ON l.id = e.listing_id';

export const rules: Record<Prunable, Rule> = {
  listings: {
    table: 'honeyburst.listing',
    key: [['id', 'bigint']],
    statement: (within, dryRun) =>
      pruneWork(
        'listing_id',
        `SELECT l.id FROM honeyburst.listing l WHERE ${within} AND ${goneListing}
          ORDER BY l.id ${dryRun ? '' : 'FOR UPDATE SKIP LOCKED'}`,
        dryRun,
        ['prediction', 'suggestion', 'enrichment', 'listing_photo', 'listing'],
      ),
  },
  enrichments: {
    table: 'honeyburst.enrichment',
    key: [['id', 'bigint']],
    statement: (within, dryRun, keep) =>
      pruneWork(
        'enrichment_id',
        `SELECT e.id FROM ${ledger} WHERE ${within} AND ${formerWork}
            ${keep.includes('listings') ? '' : `AND NOT ${goneListing}`}
          ORDER BY e.id ${dryRun ? '' : 'FOR UPDATE OF e SKIP LOCKED'}`,
        dryRun,
        ['prediction', 'suggestion', 'enrichment'],
      ),
  },
  predictions: {
    table: 'honeyburst.enrichment',
    key: [['id', 'bigint']],
    statement: (within, dryRun, keep) =>
      pruneWork(
        'enrichment_id',
        `SELECT e.id FROM ${ledger} WHERE ${within} AND ${formerScores}
            ${keep.includes('enrichments') ? '' : `AND NOT ${formerWork}`}
            ${keep.includes('listings') ? '' : `AND NOT ${goneListing}`}`,
        dryRun,
        ['prediction'],
      ),
  },
  deliveries: {
    table: 'honeyburst.webhook_delivery',
    key: [['review_id', 'bigint']],
    statement: plain(
      'honeyburst.webhook_delivery',
      'webhook_delivery',
      `state IN ('delivered', 'failed') AND created_at < ${cutoff}`,
    ),
  },
  answers: {
    table: 'custom_vision_client.answer',
    key: [
      ['iteration_id', 'uuid'],
      ['sha256', 'bytea'],
    ],
    statement: plain('custom_vision_client.answer', 'custom_vision_answer', `answered_at < ${cutoff}`),
  },
  'fresh-listings': {
    table: 'honeyburst.fresh_listing',
    key: [
      ['listing_id', 'bigint'],
      ['id', 'bigint'],
    ],
    statement: plain('honeyburst.fresh_listing', 'fresh_listing', `created_at < ${cutoff}`),
  },
};

/** Deletes from `tables` what belongs to the doomed rows. If the doomed rows go too, their own table comes last. */
function pruneWork(reference: string, doomed: string, dryRun: boolean, tables: readonly string[]): string {
  const parts = tables.map((table) => {
    const column = reference === `${table}_id` ? 'id' : reference;
    const rows = `honeyburst.${table} t WHERE t.${column} IN (SELECT id FROM doomed)`;
    return { table, sql: dryRun ? `SELECT 1 FROM ${rows}` : `DELETE FROM ${rows} RETURNING 1` };
  });
  return `WITH doomed AS MATERIALIZED (${doomed}),
    ${parts.map(({ table, sql }) => `pruned_${table} AS (${sql})`).join(',\n    ')}
    SELECT ${parts.map(({ table }) => `(SELECT count(*) FROM pruned_${table}) AS ${table}`).join(', ')}`;
}

/** Deletes the old rows of one table, and counts them under `name`. */
function plain(table: string, name: string, old: string): Rule['statement'] {
  return (within, dryRun) => {
    const rows = `${table} WHERE ${within} AND ${old}`;
    return `WITH pruned AS (${dryRun ? `SELECT 1 FROM ${rows}` : `DELETE FROM ${rows} RETURNING 1`})
            SELECT count(*) AS ${name} FROM pruned`;
  };
}
