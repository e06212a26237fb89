import { type ChartText, inOrder, labelExtent, renderChart } from './chart.js';
import type { Html } from './html.js';

export interface IntervalChart extends ChartText {
  /** One dot for each label and series, with a line from `low` to `high`; shares from 0 to 1. */
  dots: readonly { label: string; series: string; value: number; low: number; high: number }[];
}

/** Shares with their intervals, a line for each label, in the order given. */
export function intervalChart({ dots, ...text }: IntervalChart): Promise<Html> {
  const labels = inOrder(dots.map((dot) => dot.label));
  const series = inOrder(dots.map((dot) => dot.series));
  const y = {
    field: 'label',
    type: 'nominal',
    sort: labels,
    axis: { title: null, ticks: false, domain: false, labelPadding: 8, ...labelExtent(labels) },
  } as const;
  const yOffset = { field: 'series', type: 'nominal', sort: series } as const;
  const color = { field: 'series', type: 'nominal', sort: series } as const;
  const scale = { domain: [0, 1] };
  return renderChart(
    {
      width: 240,
      height: { step: 11, for: 'offset' } as never,
      data: { values: [...dots] },
      layer: [
        {
          mark: { type: 'rule', strokeWidth: 2, opacity: 0.6 },
          encoding: {
            y,
            yOffset,
            color,
            x: {
              field: 'low',
              type: 'quantitative',
              scale,
              axis: { title: null, format: '.0%', tickCount: 5 },
            },
            x2: { field: 'high' },
          },
        },
        {
          mark: { type: 'point', filled: true, size: 45, opacity: 1 },
          encoding: {
            y,
            yOffset,
            color,
            shape: { field: 'series', type: 'nominal', sort: series },
            x: { field: 'value', type: 'quantitative', scale },
          },
        },
      ],
    },
    text,
  );
}
