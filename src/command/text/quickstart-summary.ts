import type { Pool } from '../../database/pool.js';
import type { EnqueueResult } from '../../enrichment/producer.js';
import type { ImportCounts } from '../../listing/import.js';
import { formatTable, percent } from './table.js';

export interface Truth {
  family: string;
  finish: string;
}

export interface QuickstartSummary {
  imported: ImportCounts;
  examined: number;
  /** Put on the ledger by this run; a second run finds them already there. */
  added: number;
  known: number;
  /** Counts of all findings in the sample. */
  reasons: Record<string, number>;
  suggestions: {
    level: string;
    confidence: string;
    suggestions: number;
    familyRight: number;
    finishRight: number;
  }[];
  agreement: { suggestions: number; family: number; finish: number };
  failures: { code: string; listings: number }[];
  seconds: Record<string, number>;
}

const queries = [
  "SELECT external_id, title, stated_finish, family, finish, confidence FROM analytics.pending_suggestion WHERE level = 'finish' ORDER BY confidence DESC LIMIT 10;",
  'SELECT external_id, stated_finish, reasons, words_in_text, suggested_finish FROM analytics.suspicious_listing LIMIT 10;',
  'SELECT make, listings, with_recognised_finish, with_suggested_finish, coverage FROM analytics.finish_coverage ORDER BY listings DESC;',
];

/** Reads the results of the run from the database and compares them with what the sample was drawn from. */
export async function summarise(
  pool: Pool,
  run: {
    truths: ReadonlyMap<string, Truth>;
    listingIds: ReadonlyMap<string, number>;
    imported: ImportCounts;
    backfill: EnqueueResult;
    seconds: Record<string, number>;
  },
): Promise<QuickstartSummary> {
  const ids = [...run.listingIds.values()];
  const { rows: reasons } = await pool.query<{ reason: string; listings: number }>(
    `SELECT reason, count(*) AS listings FROM honeyburst.finding
      WHERE listing_id = ANY ($1) AND reason <> 'contradicts_photo' GROUP BY reason ORDER BY reason`,
    [ids],
  );
  const { rows } = await pool.query<{
    externalId: string;
    level: string;
    confidence: number;
    family: string | null;
    finish: string | null;
  }>(
    `SELECT l.external_id AS "externalId", s.level, s.confidence, s.family, s.finish
       FROM honeyburst.suggestion s JOIN honeyburst.listing l ON l.id = s.listing_id
      WHERE s.status = 'pending' AND l.id = ANY ($1)`,
    [ids],
  );
  const { rows: failures } = await pool.query<{ code: string; listings: number }>(
    `SELECT error_code AS code, count(*) AS listings FROM honeyburst.enrichment
      WHERE state = 'failed' AND model = 'sample' AND listing_id = ANY ($1) GROUP BY 1 ORDER BY 2 DESC`,
    [ids],
  );
  const groups = new Map<string, QuickstartSummary['suggestions'][number]>();
  for (const { level, confidence, family, finish, externalId } of rows) {
    const bin =
      confidence >= 0.95
        ? '0.95 to 1'
        : confidence >= 0.8
          ? '0.8 to 0.95'
          : confidence >= 0.5
            ? '0.5 to 0.8'
            : 'below 0.5';
    const key = `${level} ${bin}`;
    const group = groups.get(key) ?? {
      level,
      confidence: bin,
      suggestions: 0,
      familyRight: 0,
      finishRight: 0,
    };
    const truth = run.truths.get(externalId);
    group.suggestions++;
    if (truth?.family === family) group.familyRight++;
    if (truth?.finish === finish) group.finishRight++;
    groups.set(key, group);
  }
  const suggestions = [...groups.values()].sort((a, b) =>
    a.level + a.confidence < b.level + b.confidence ? -1 : 1,
  );
  const withFamily = suggestions.filter((group) => group.level !== 'none');
  const withFinish = suggestions.filter((group) => group.level === 'finish');
  const total = (
    groupsOf: QuickstartSummary['suggestions'],
    value: 'suggestions' | 'familyRight' | 'finishRight',
  ) => groupsOf.reduce((sum, group) => sum + group[value], 0);
  const share = (right: number, of: number) => (of === 0 ? 0 : right / of);
  return {
    imported: run.imported,
    examined: run.backfill.examined,
    added: run.backfill.added,
    known: run.backfill.known,
    reasons: Object.fromEntries(reasons.map(({ reason, listings }) => [reason, listings])),
    suggestions,
    agreement: {
      suggestions: rows.length,
      family: share(total(withFamily, 'familyRight'), total(withFamily, 'suggestions')),
      finish: share(total(withFinish, 'finishRight'), total(withFinish, 'suggestions')),
    },
    failures,
    seconds: run.seconds,
  };
}

export function toText(summary: QuickstartSummary): string {
  const { imported, agreement, seconds } = summary;
  return [
    '',
    `${imported.read} listings imported (${imported.inserted} new), ${summary.examined} examined: ${summary.added} put on the ledger, ${summary.known} already there.`,
    '',
    'Why they were picked',
    formatTable(['reason', 'listings'], Object.entries(summary.reasons)),
    '',
    'Suggestions',
    formatTable(
      ['answer', 'confidence', 'suggestions', 'family right', 'finish right'],
      summary.suggestions.map((group) => [
        group.level,
        group.confidence,
        group.suggestions,
        group.level === 'none' ? '-' : group.familyRight,
        group.level === 'finish' ? group.finishRight : '-',
      ]),
    ),
    '',
    `Of ${agreement.suggestions} suggestions, ${percent(agreement.family)} of the suggested families and ${percent(agreement.finish)} of the suggested finishes are right.`,
    ...(summary.failures.length > 0
      ? [
          '',
          'Failures',
          formatTable(
            ['code', 'listings'],
            summary.failures.map(({ code, listings }) => [code, listings]),
          ),
        ]
      : []),
    '',
    'Time',
    formatTable(['stage', 'seconds'], Object.entries(seconds)),
    '',
    'Try',
    '  npm run honeyburst -- suggestions --min-confidence 0.9',
    '  npm run honeyburst -- doctor      (prints the address of the database for psql)',
    ...queries.map((query) => `  ${query}`),
  ].join('\n');
}
