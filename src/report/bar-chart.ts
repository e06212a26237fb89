import { type ChartText, inOrder, type Reference, renderChart } from './chart.js';
import type { Html } from './html.js';
import { rowFrame } from './row-frame.js';

export interface BarChart extends ChartText {
  /** One bar for each label and series, `low` to `high` drawn over its end. */
  bars: readonly { label: string; series?: string; value: number; low?: number; high?: number }[];
  valueTitle: string;
  /** Format of the values, for example `.0%`: https://d3js.org/d3-format */
  format?: string;
  domain?: readonly [number, number];
  references?: readonly Reference[];
  /** Draws the series of a label in one line instead of below each other. */
  stacked?: boolean;
}

/** Horizontal bars, grouped or stacked by label, in the order given. */
export function barChart({
  bars,
  valueTitle,
  format = '~s',
  domain,
  references = [],
  stacked = false,
  ...text
}: BarChart): Promise<Html> {
  const values = bars.map((bar, order) => ({ series: '', order, ...bar }));
  const labels = inOrder(values.map((bar) => bar.label));
  const series = inOrder(values.map((bar) => bar.series));
  const frame = rowFrame(labels, series, valueTitle);
  const y = {
    field: 'label',
    type: 'nominal',
    sort: labels,
    axis: frame.axis,
  } as const;
  const rows = stacked ? { y } : { y, yOffset: { field: 'series', type: 'nominal', sort: series } as const };
  const x = {
    field: 'value',
    type: 'quantitative',
    ...(domain ? { scale: { domain: [...domain] } } : {}),
    axis: { title: valueTitle, format, tickCount: 5 },
  } as const;
  return renderChart(
    {
      ...frame.place,
      height: stacked ? { step: 22 } : ({ step: series.length > 1 ? 13 : 22, for: 'offset' } as never),
      data: { values },
      layer: [
        {
          mark: { type: 'bar', opacity: 0.85 },
          encoding: {
            ...rows,
            x,
            ...(stacked ? { order: { field: 'order', type: 'quantitative' } as const } : {}),
            color: {
              field: 'series',
              type: 'nominal',
              sort: series,
              legend: frame.legend,
            },
          },
        },
        {
          transform: [{ filter: 'isValid(datum.low)' }],
          mark: { type: 'rule', strokeWidth: 1.5, color: 'var(--ink)' },
          encoding: { ...rows, x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
        },
        ...references.map(({ label, value }) => referenceLayer(label, value)),
      ],
    },
    text,
  );
}

function referenceLayer(label: string, value: number) {
  return {
    data: { values: [{ label, value }] },
    layer: [
      {
        mark: { type: 'rule' as const, strokeDash: [4, 3], color: 'var(--ink)' },
        encoding: { x: { field: 'value', type: 'quantitative' as const } },
      },
      {
        mark: { type: 'text' as const, align: 'left' as const, dx: 3, color: 'var(--ink)', fontSize: 11 },
        encoding: {
          x: { field: 'value', type: 'quantitative' as const },
          y: { value: -6 },
          text: { field: 'label' },
        },
      },
    ],
  };
}
