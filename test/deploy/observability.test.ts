import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { createMetrics } from '../../src/metrics/metrics.js';
import { addSharedState } from '../../src/metrics/shared-state.js';
import { insertListing, insertModel } from '../enrichment/catalogue.js';
import { createTestDatabase, testLog } from '../support/database.js';
import { namesIn, seriesOf } from './metric-names.js';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

const metrics = createMetrics();
addSharedState(metrics.registry, {
  pool: {} as never,
  countJobs: async () => ({}),
  customVision: { price: 2, monthlyCap: 50 },
  log: testLog,
});
const series = await seriesOf(metrics.registry);
series.set('up', new Set(['job', 'instance']));

/** What an expression names that no process gives. */
function unknownIn(expression: string): string[] {
  const { metrics: named, grouped } = namesIn(expression);
  const unknown = [...named].flatMap(([name, labels]) => {
    const known = series.get(name);
    return known ? labels.filter((label) => !known.has(label)).map((label) => `${name}{${label}}`) : [name];
  });
  const everywhere = [...named.keys()].map((name) => series.get(name) ?? new Set());
  const lost = grouped.filter((label) => !everywhere.some((labels) => labels.has(label)));
  return [...unknown, ...lost.map((label) => `by (${label})`), ...(named.size === 0 ? [expression] : [])];
}

describe('the check of names', () => {
  it('finds metrics and labels that do not exist', () => {
    expect(unknownIn('sum(rate(honeyburst_made_up_total[5m]))')).toEqual(['honeyburst_made_up_total']);
    expect(unknownIn('honeyburst_queue_jobs{colour="red"}')).toEqual(['honeyburst_queue_jobs{colour}']);
    expect(unknownIn('sum by (colour) (honeyburst_queue_jobs)')).toEqual(['by (colour)']);
    expect(unknownIn('sum by (state) (honeyburst_queue_jobs{state=~"a|b"})')).toEqual([]);
  });
});

interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: { uid: string };
  targets?: { refId: string; expr: string; datasource: { type: string; uid: string } }[];
}

describe('the dashboard', async () => {
  const dashboard = JSON.parse(await read('deploy/grafana/honeyburst.json')) as {
    schemaVersion: number;
    uid: string;
    templating: { list: { name: string; type: string; query: string }[] };
    panels: Panel[];
  };
  const expressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

  it('is one that Grafana imports into any Prometheus', () => {
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(36);
    expect(dashboard.uid).toMatch(/^[\w-]{1,40}$/);
    expect(dashboard.templating.list).toContainEqual(
      expect.objectContaining({ name: 'datasource', type: 'datasource', query: 'prometheus' }),
    );
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    for (const { title, type, targets = [], gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      if (type === 'row') continue;
      expect(targets.length, title).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size, title).toBe(targets.length);
      for (const { datasource } of targets) {
        expect(datasource).toEqual({ type: 'prometheus', uid: `$\{datasource}` });
      }
    }
  });

  it('has no panel above another', () => {
    const taken = new Map<string, string>();
    for (const { title, gridPos: at } of dashboard.panels) {
      for (let x = at.x; x < at.x + at.w; x++) {
        for (let y = at.y; y < at.y + at.h; y++) {
          expect(taken.get(`${x},${y}`), title).toBeUndefined();
          taken.set(`${x},${y}`, title);
        }
      }
    }
  });

  it('shows metrics that exist, and all that are ours', () => {
    expect(expressions.flatMap(unknownIn)).toEqual([]);
    const shown = expressions.join('\n');
    const own = metrics.registry.getMetricsAsArray().map(({ name }) => name);
    expect(own.filter((name) => name.startsWith('honeyburst_') && !shown.includes(name))).toEqual([]);
  });
});

describe('the alerts', async () => {
  const { groups } = parse(await read('deploy/prometheus/alerts.yml')) as {
    groups: {
      rules: {
        alert: string;
        expr: string;
        for?: string;
        labels: { severity: string };
        annotations: { summary: string };
      }[];
    }[];
  };
  const rules = groups.flatMap((group) => group.rules);

  it('watch metrics that exist', () => {
    expect(rules.length).toBeGreaterThan(10);
    expect(rules.flatMap(({ expr }) => unknownIn(expr))).toEqual([]);
  });

  it('say how bad it is and what is wrong, and the manual says what to do', async () => {
    const manual = await read('docs/operations.md');
    for (const { alert, labels, annotations, for: duration = '1m' } of rules) {
      expect(labels.severity, alert).toMatch(/^(info|warning|critical)$/);
      expect(annotations.summary, alert).not.toBe('');
      expect(duration, alert).toMatch(/^\d+[smhd]$/);
      expect(manual).toContain(`\`${alert}\``);
    }
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it('are loaded by the configuration beside them', async () => {
    const configuration = parse(await read('deploy/prometheus/prometheus.yml')) as {
      rule_files: string[];
      scrape_configs: { job_name: string }[];
    };
    expect(configuration.rule_files).toEqual(['alerts.yml']);
    const jobs = configuration.scrape_configs.map(({ job_name: name }) => name);
    const named = rules.flatMap(({ expr }) => [...expr.matchAll(/job="([^"]+)"/g)].map(([, job]) => job));
    for (const job of named) expect(jobs).toContain(job);
  });
});

it('the manual explains every metric', async () => {
  const manual = await read('docs/operations.md');
  const own = metrics.registry.getMetricsAsArray().map(({ name }) => name);
  expect(own.filter((name) => name.startsWith('honeyburst_') && !manual.includes(`\`${name}\``))).toEqual([]);
});

describe('scaling by KEDA', async () => {
  interface Manifest {
    kind: string;
    metadata: { name: string };
    spec: {
      scaleTargetRef?: { name: string };
      triggers?: { type: string; metadata: Record<string, string>; authenticationRef: { name: string } }[];
      template?: { spec: { containers: { args: string[]; env: { name: string; value: string }[] }[] } };
    };
  }
  const manifests: Manifest[] = [];
  for (const path of ['deploy/keda/worker.yml', 'deploy/keda/scaled-object.yml']) {
    for (const document of parseAllDocuments(await read(path))) manifests.push(document.toJS());
  }
  const find = (kind: string) => manifests.find((manifest) => manifest.kind === kind)!;
  const [trigger] = find('ScaledObject').spec.triggers!;

  it('is of the deployment of workers, with the credentials beside it', () => {
    expect(find('ScaledObject').spec.scaleTargetRef).toEqual({ name: find('Deployment').metadata.name });
    expect(trigger!.type).toBe('postgresql');
    expect(trigger!.authenticationRef).toEqual({ name: find('TriggerAuthentication').metadata.name });
    expect(find('Deployment').spec.template!.spec.containers[0]!.args).toEqual(['worker']);
    for (const value of Object.values(trigger!.metadata)) expect(value).toBeTypeOf('string');
  });

  it('asks for one number: the open rows, found by index', async () => {
    const { pool } = await createTestDatabase();
    await insertModel(pool);
    for (const state of ['pending', 'pending', 'dispatched', 'done', 'failed']) {
      const id = await insertListing(pool);
      await pool.query(
        `INSERT INTO honeyburst.enrichment (listing_id, content_hash, model, reasons, state)
         SELECT id, content_hash, 'colour', '{missing}', $2 FROM honeyburst.listing WHERE id = $1`,
        [id, state],
      );
    }
    const query = trigger!.metadata.query!;
    const { rows, fields } = await pool.query(query);
    expect(fields).toHaveLength(1);
    expect(rows.map((row) => Object.values(row))).toEqual([[3]]);
    await pool.query('SET enable_seqscan = off');
    const plan = await pool.query(`EXPLAIN ${query}`);
    expect(JSON.stringify(plan.rows)).toMatch(/enrichment_pending.*enrichment_dispatched/);
  });
});
