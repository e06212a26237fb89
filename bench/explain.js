/**
 * What Postgres makes of the statements of a function of ours: it runs in a transaction that is rolled back, and then
 * each of its statements once more under EXPLAIN (ANALYZE, BUFFERS), so that the plans are of what really runs.
 */
export async function explainStatements(pool, work) {
  const client = await pool.connect();
  try {
    const statements = await record(client, work);
    const plans = [];
    for (const { text, values } of statements) {
      await client.query('BEGIN');
      const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`, values);
      await client.query('ROLLBACK');
      plans.push({
        statement: text.trim().split(/\s+/).slice(0, 6).join(' '),
        ...describe(rows[0]['QUERY PLAN'][0]),
      });
    }
    return plans;
  } finally {
    client.release();
  }
}

async function record(client, work) {
  const statements = [];
  const query = (statement, given) => {
    const { text, values } = typeof statement === 'string' ? { text: statement, values: given } : statement;
    if (/^(BEGIN|COMMIT|ROLLBACK)/.test(text)) return Promise.resolve({ rows: [] });
    if (!statements.some((known) => known.text === text)) statements.push({ text, values });
    return client.query(text, values);
  };
  const recorder = { query, on() {}, off() {}, release() {} };
  await client.query('BEGIN');
  await work({ query, connect: async () => recorder });
  await client.query('ROLLBACK');
  return statements;
}

function describe({ Plan: plan, 'Execution Time': executionMs, 'Planning Time': planningMs, JIT: jit }) {
  const nodes = new Map();
  const seqScans = [];
  const walk = (node) => {
    const name = node['Index Name'] ?? node['Relation Name'] ?? '';
    const used = node['Actual Loops'] > 0;
    if (/Scan/.test(node['Node Type']) && node['Node Type'] !== 'Function Scan' && used) {
      const label = `${node['Node Type']} ${name}`.trim();
      nodes.set(label, (nodes.get(label) ?? 0) + (node['Heap Fetches'] ?? 0));
    }
    if (node['Node Type'] === 'Seq Scan' && used) seqScans.push(name);
    for (const child of node.Plans ?? []) walk(child);
  };
  walk(plan);
  return {
    executionMs: round(executionMs),
    planningMs: round(planningMs),
    pagesHit: plan['Shared Hit Blocks'],
    pagesRead: plan['Shared Read Blocks'],
    ...(jit && { jitMs: round(jit.Timing.Total) }),
    scans: [...nodes].map(([label, heapFetches]) =>
      heapFetches > 0 ? `${label} (${heapFetches} heap fetches)` : label,
    ),
    seqScans,
  };
}

const round = (ms) => Math.round(ms * 100) / 100;
