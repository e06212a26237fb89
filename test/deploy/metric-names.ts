import type { Registry } from 'prom-client';

/** Labels of each series that a registry can give, by its name; histograms give three. */
export async function seriesOf(registry: Registry): Promise<Map<string, ReadonlySet<string>>> {
  const series = new Map<string, ReadonlySet<string>>();
  for (const metric of registry.getMetricsAsArray()) {
    const {
      name,
      type,
      labelNames = [],
    } = metric as unknown as {
      name: string;
      type: string;
      labelNames?: string[];
    };
    const labels = [...labelNames, 'job', 'instance'];
    if (type === 'histogram') {
      series.set(`${name}_bucket`, new Set([...labels, 'le']));
      series.set(`${name}_sum`, new Set(labels));
      series.set(`${name}_count`, new Set(labels));
    } else series.set(name, new Set(labels));
  }
  return series;
}

/** Each name of a metric in an expression of PromQL with the labels that it is picked by, and those it is grouped by. */
export function namesIn(expression: string): { metrics: Map<string, string[]>; grouped: string[] } {
  const bare = expression.replace(/\$__\w+/g, '1m');
  const metrics = new Map<string, string[]>();
  for (const [, name = '', selector = ''] of bare.matchAll(
    /\b(up|(?:honeyburst|process|nodejs)_\w+)\b(?:\{([^}]*)\})?/g,
  )) {
    const labels = [...selector.matchAll(/(\w+)\s*[=!]/g)].map(([, label]) => label as string);
    metrics.set(name, [...(metrics.get(name) ?? []), ...labels]);
  }
  const grouped = [...bare.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list]) =>
    (list as string).split(/,\s*/),
  );
  return { metrics, grouped };
}
