import { accent, type ChartText, ink, labelExtent, onAccent, renderChart } from './chart.js';
import type { Html } from './html.js';

export interface HeatMap extends ChartText {
  labels: readonly string[];
  /** counts[row][column], both in the order of the labels. */
  counts: readonly (readonly number[])[];
  rowTitle: string;
  columnTitle: string;
  /** Side of a cell in pixels. */
  cell: number;
}

/** A square table of counts, each cell coloured by its share of its row. */
export function heatMap({ labels, counts, rowTitle, columnTitle, cell, ...text }: HeatMap): Promise<Html> {
  const values = counts.flatMap((line, row) => {
    const total = line.reduce((sum, count) => sum + count, 0);
    return line.flatMap((count, column) =>
      count === 0 ? [] : { row: labels[row], column: labels[column], count, share: count / total },
    );
  });
  const axis = {
    ticks: false,
    domain: false,
    grid: true,
    tickBand: 'extent' as const,
    ...labelExtent(labels),
  };
  const position = { type: 'nominal' as const, sort: [...labels], scale: { domain: [...labels] } };
  return renderChart(
    {
      width: { step: cell },
      height: { step: cell },
      data: { values },
      encoding: {
        y: { field: 'row', ...position, axis: { ...axis, title: rowTitle } },
        x: {
          field: 'column',
          ...position,
          axis: { ...axis, title: columnTitle, orient: 'top' as const, labelAngle: -90 },
        },
      },
      layer: [
        {
          mark: { type: 'rect', color: accent },
          encoding: {
            fillOpacity: {
              field: 'share',
              type: 'quantitative',
              scale: { domain: [0, 1], range: [0.1, 1] },
              legend: null,
            },
          },
        },
        {
          mark: { type: 'text', fontSize: Math.min(11, cell * 0.55) },
          encoding: {
            text: { field: 'count' },
            color: { condition: { test: 'datum.share > 0.5', value: onAccent }, value: ink },
          },
        },
      ],
    },
    text,
  );
}
