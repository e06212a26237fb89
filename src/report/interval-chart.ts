import { type ChartText, inOrder, renderChart } from './chart.js';
import type { Html } from './html.js';
import { type LineAxis, positionOf } from './line-chart.js';
import { rowFrame } from './row-frame.js';

export interface IntervalChart extends ChartText {
  /** One dot for each label and series, with a line from `low` to `high`. */
  dots: readonly { label: string; series: string; value: number; low?: number; high?: number }[];
  /** Default: shares from 0 to 1. */
  axis?: LineAxis;
}

const shares: LineAxis = { title: '', format: '.0%', domain: [0, 1] };

/** Figures with their intervals, a line for each label, in the order given. */
export function intervalChart({ dots, axis = shares, ...text }: IntervalChart): Promise<Html> {
  const labels = inOrder(dots.map((dot) => dot.label));
  const series = inOrder(dots.map((dot) => dot.series));
  // If no label has two dots, they share the middle of its line.
  const several = dots.length > labels.length;
  const frame = rowFrame(labels, series, axis.title);
  const y = {
    field: 'label',
    type: 'nominal',
    sort: labels,
    axis: { ...frame.axis, labelPadding: 8 },
  } as const;
  const rows = several ? { y, yOffset: { field: 'series', type: 'nominal', sort: series } as const } : { y };
  const color = { field: 'series', type: 'nominal', sort: series, legend: frame.legend } as const;
  const position = positionOf(axis);
  const x = { ...position, axis: { ...position.axis, title: axis.title || null } };
  return renderChart(
    {
      ...frame.place,
      height: several ? ({ step: 11, for: 'offset' } as never) : { step: 19 },
      data: { values: [...dots] },
      layer: [
        {
          transform: [{ filter: 'isValid(datum.low)' }],
          mark: { type: 'rule', strokeWidth: 2, opacity: 0.6 },
          encoding: { ...rows, color, x: { ...x, field: 'low' }, x2: { field: 'high' } },
        },
        {
          mark: { type: 'point', filled: true, size: 45, opacity: 1 },
          encoding: {
            ...rows,
            color,
            shape: color,
            x: { ...x, field: 'value' },
          },
        },
      ],
    },
    text,
  );
}
