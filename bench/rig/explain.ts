import type { Pool, Queryable } from '#dist/database/pool.js';
import { round } from './statistics.js';

/** A node of EXPLAIN (FORMAT JSON), as far as it is used here. */
export interface PlanNode {
  'Node Type': string;
  'Index Name'?: string;
  'Relation Name'?: string;
  'Actual Loops': number;
  'Heap Fetches'?: number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: PlanNode[];
}

export interface Explained {
  Plan: PlanNode;
  'Execution Time': number;
  'Planning Time': number;
  JIT?: { Timing: { Total: number } };
}

export interface StatementPlan {
  /** The first words. */
  statement: string;
  executionMs: number;
  planningMs: number;
  pagesHit: number;
  pagesRead: number;
  jitMs?: number;
  scans: string[];
  /** Tables that are read from end to end. */
  seqScans: string[];
}

interface Statement {
  text: string;
  values: unknown[] | undefined;
}

/** Runs a statement under EXPLAIN (ANALYZE, BUFFERS). */
export async function explain(db: Queryable, { text, values }: Statement): Promise<Explained> {
  const { rows } = await db.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`, values);
  return rows[0]['QUERY PLAN'][0];
}

/** Calls `visit` with each node of a plan. */
export function walkPlan(node: PlanNode, visit: (node: PlanNode) => void): void {
  visit(node);
  for (const child of node.Plans ?? []) walkPlan(child, visit);
}

/**
 * The plans of the statements that a function of ours sends: it runs in a transaction that is rolled back, and then
 * each of its statements runs once more under EXPLAIN, so that the plans are of what really runs.
 */
export async function explainStatements(
  pool: Pool,
  work: (db: Pool) => Promise<unknown>,
): Promise<StatementPlan[]> {
  const client = await pool.connect();
  try {
    const plans: StatementPlan[] = [];
    for (const statement of await record(client, work)) {
      await client.query('BEGIN');
      const explained = await explain(client, statement);
      await client.query('ROLLBACK');
      plans.push({
        statement: statement.text.trim().split(/\s+/).slice(0, 6).join(' '),
        ...describe(explained),
      });
    }
    return plans;
  } finally {
    client.release();
  }
}

/** The distinct statements that `work` sends, without its transactions. */
async function record(client: Queryable, work: (db: Pool) => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  const query = (statement: string | Statement, given?: unknown[]) => {
    const { text, values } = typeof statement === 'string' ? { text: statement, values: given } : statement;
    if (/^(BEGIN|COMMIT|ROLLBACK)/.test(text)) return Promise.resolve({ rows: [] });
    if (!statements.some((known) => known.text === text)) statements.push({ text, values });
    return client.query(text, values);
  };
  const recorder = { query, on() {}, off() {}, release() {} };
  await client.query('BEGIN');
  await work({ query, connect: async () => recorder } as unknown as Pool);
  await client.query('ROLLBACK');
  return statements;
}

function describe(explained: Explained): Omit<StatementPlan, 'statement'> {
  const { Plan: plan, JIT: jit } = explained;
  const scans = new Map<string, number>();
  const seqScans: string[] = [];
  walkPlan(plan, (node) => {
    const type = node['Node Type'];
    if (node['Actual Loops'] === 0 || !type.includes('Scan')) return;
    const name = node['Index Name'] ?? node['Relation Name'] ?? '';
    const label = `${type} ${name}`.trim();
    if (type !== 'Function Scan') scans.set(label, (scans.get(label) ?? 0) + (node['Heap Fetches'] ?? 0));
    if (type === 'Seq Scan') seqScans.push(name);
  });
  return {
    executionMs: round(explained['Execution Time'], 2),
    planningMs: round(explained['Planning Time'], 2),
    pagesHit: plan['Shared Hit Blocks'],
    pagesRead: plan['Shared Read Blocks'],
    ...(jit && { jitMs: round(jit.Timing.Total, 2) }),
    scans: [...scans].map(([label, fetches]) => (fetches > 0 ? `${label} (${fetches} heap fetches)` : label)),
    seqScans,
  };
}
