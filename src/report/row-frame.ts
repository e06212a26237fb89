import { labelExtent } from './chart.js';

/** Width of the plot of a chart with a row for each label. */
export const rowWidth = 240;
const rowOfLegend = 18;

/**
 * Room around a chart with a row for each label. Vega would leave far too much, see labelExtent. The legend takes the
 * whole width above.
 */
export function rowFrame(labels: readonly string[], series: readonly string[], title: string | undefined) {
  const axis = labelExtent(labels);
  const left = axis.minExtent + 4;
  const right = 20;
  const longest = Math.max(1, ...series.map((name) => name.length));
  // The width that Vega estimates for an entry.
  const columns = Math.max(1, Math.floor((left + rowWidth) / (longest * 9.6 + 30)));
  const legendHeight = series.length > 1 ? Math.ceil(series.length / columns) * rowOfLegend + 10 : 0;
  return {
    /** Of the whole chart. */
    place: {
      width: rowWidth,
      autosize: { type: 'none' as const },
      padding: { left, right, top: legendHeight + 6, bottom: title ? 40 : 24 },
    },
    /** Of the channels that tell the series apart. */
    legend:
      series.length > 1
        ? {
            orient: 'none' as const,
            direction: 'horizontal' as const,
            columns,
            legendX: -left,
            legendY: -legendHeight,
          }
        : null,
    /** Of the labels. */
    axis: { title: null, ticks: false, domain: false, ...axis },
  };
}
