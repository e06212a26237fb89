import { type ChartText, colourOf, faint, type Reference, renderChart } from './chart.js';
import type { Html } from './html.js';

export interface LineChart extends ChartText {
  /** Points of one series are joined in the order of x; `low` to `high` is drawn as a band. */
  points: readonly { series: string; x: number; y: number; low?: number; high?: number }[];
  x: LineAxis;
  y: LineAxis;
  /** Horizontal. */
  references?: readonly Reference[];
  /** Shows each point, if there are few. */
  dots?: boolean;
}

export interface LineAxis {
  title: string;
  /** https://d3js.org/d3-format */
  format?: string;
  domain?: readonly [number, number];
  logarithmic?: boolean;
}

const width = 270;

/** Lines with bands. */
export function lineChart({
  points,
  x,
  y,
  references = [],
  dots = false,
  ...text
}: LineChart): Promise<Html> {
  const color = colourOf(points);
  const along = { field: 'x', ...positionOf(x) } as const;
  const up = { field: 'y', ...positionOf(y) } as const;
  return renderChart(
    {
      width,
      height: 220,
      data: { values: [...points] },
      layer: [
        {
          transform: [{ filter: 'isValid(datum.low)' }],
          mark: { type: 'area', opacity: 0.18 },
          encoding: { x: along, y: { ...up, field: 'low' }, y2: { field: 'high' }, color },
        },
        {
          mark: { type: 'line', strokeWidth: 2, point: dots ? { filled: true, size: 30 } : false },
          encoding: { x: along, y: up, color },
        },
        ...references.flatMap((reference) => [
          {
            data: { values: [reference] },
            mark: { type: 'rule' as const, strokeDash: [4, 3], color: faint },
            encoding: { y: { field: 'value', type: 'quantitative' as const } },
          },
          {
            data: { values: [reference] },
            mark: {
              type: 'text' as const,
              align: 'right' as const,
              dx: -4,
              dy: -6,
              color: 'var(--ink)',
              fontSize: 11,
            },
            encoding: {
              x: { value: width },
              y: { field: 'value', type: 'quantitative' as const },
              text: { field: 'label' },
            },
          },
        ]),
      ],
    },
    text,
  );
}

/** Scale and axis of a number. */
export function positionOf({ title, format, domain, logarithmic }: LineAxis) {
  return {
    type: 'quantitative' as const,
    scale: {
      ...(domain ? { domain: [...domain] } : {}),
      ...(logarithmic ? { type: 'log' as const } : {}),
    },
    axis: { title, tickCount: 5, ...(format ? { format } : {}) },
  };
}
