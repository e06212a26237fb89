import { describe, expect, it } from 'vitest';
import { barChart } from '../../src/report/bar-chart.js';
import { heatMap } from '../../src/report/heat-map.js';
import { intervalChart } from '../../src/report/interval-chart.js';
import { lineChart } from '../../src/report/line-chart.js';
import { scatterChart } from '../../src/report/scatter-chart.js';

const evil = '</text><script>x</script>"';
const text = { title: `Title ${evil}`, description: 'What it shows.' };
const axis = { title: 'share', format: '.0%', domain: [0, 1] } as const;

const charts = {
  bar: barChart({
    ...text,
    valueTitle: 'ms',
    bars: [
      { label: evil, series: 'a', value: 3, low: 2, high: 4 },
      { label: evil, series: 'b', value: 5 },
    ],
    references: [{ label: 'published', value: 4 }],
  }),
  interval: intervalChart({
    ...text,
    dots: [{ label: evil, series: 'recall', value: 0.5, low: 0.4, high: 0.6 }],
  }),
  line: lineChart({
    ...text,
    x: { title: 'photos', logarithmic: true },
    y: axis,
    dots: true,
    references: [{ label: 'published', value: 0.8 }],
    points: [
      { series: evil, x: 100, y: 0.5, low: 0.4, high: 0.6 },
      { series: 'other', x: 1000, y: 0.7 },
    ],
  }),
  scatter: scatterChart({
    ...text,
    x: axis,
    y: axis,
    diagonal: true,
    points: [{ series: 'a', x: 0.5, y: 0.6, label: evil, low: 0.5, high: 0.7, weight: 3 }],
  }),
  heat: heatMap({
    ...text,
    labels: [evil, 'blue'],
    counts: [
      [3, 1],
      [0, 2],
    ],
    rowTitle: 'true',
    columnTitle: 'answered',
    cell: 20,
  }),
};

describe.each(Object.entries(charts))('a %s chart', (_, chart) => {
  it('is an SVG that shrinks, has words for those who cannot see it, and lets no label out of its text', async () => {
    const { markup } = await chart;
    expect(markup).toMatch(
      /^<svg viewBox="0 0 [\d.]+ [\d.]+" width="[\d.]+" role="img" aria-label="[^"]*What it shows\.">/,
    );
    expect(markup).not.toContain('<script');
    expect(markup).toContain('&lt;script&gt;');
    expect(markup).not.toMatch(/NaN|undefined|Infinity/);
    expect(markup).toContain('var(--');
  });
});

it('a heat map writes a number into each cell that is not empty', async () => {
  const { markup } = await charts.heat;
  expect([...markup.matchAll(/>(\d+)<\/text>/g)].map(([, number]) => number)).toEqual(['3', '1', '2']);
});
