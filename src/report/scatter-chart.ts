import { type ChartText, colourOf, faint, renderChart } from './chart.js';
import type { Html } from './html.js';
import { type LineAxis, positionOf } from './line-chart.js';

export interface ScatterChart extends ChartText {
  /** `label` is written beside the dot, `low` to `high` is a line through it, `weight` its area. */
  points: readonly {
    series: string;
    x: number;
    y: number;
    label?: string;
    low?: number;
    high?: number;
    weight?: number;
  }[];
  x: LineAxis;
  y: LineAxis;
  /** Draws where x and y are the same. */
  diagonal?: boolean;
}

/** Dots, with vertical intervals where there are any. */
export function scatterChart({ points, x, y, diagonal = false, ...text }: ScatterChart): Promise<Html> {
  const color = colourOf(points);
  const along = { field: 'x', ...positionOf(x) } as const;
  const up = { field: 'y', ...positionOf(y) } as const;
  const ends = [0, 1].map((end) => ({ x: end, y: end }));
  return renderChart(
    {
      width: 270,
      height: 220,
      data: { values: points.map((point) => ({ weight: 1, ...point })) },
      layer: [
        ...(diagonal
          ? [
              {
                data: { values: ends },
                mark: { type: 'line' as const, strokeDash: [4, 3], color: faint },
                encoding: { x: along, y: up },
              },
            ]
          : []),
        {
          transform: [{ filter: 'isValid(datum.low)' }],
          mark: { type: 'rule', strokeWidth: 2, opacity: 0.5 },
          encoding: { x: along, y: { ...up, field: 'low' }, y2: { field: 'high' }, color },
        },
        {
          mark: { type: 'point', filled: true, opacity: 0.9 },
          encoding: {
            x: along,
            y: up,
            color,
            size: {
              field: 'weight',
              type: 'quantitative',
              scale: { range: [20, 160], zero: true },
              legend: null,
            },
          },
        },
        {
          transform: [{ filter: 'isValid(datum.label)' }],
          mark: { type: 'text', align: 'left', dx: 7, fontSize: 11, color: 'var(--ink)' },
          encoding: { x: along, y: up, text: { field: 'label' } },
        },
      ],
    },
    text,
  );
}
