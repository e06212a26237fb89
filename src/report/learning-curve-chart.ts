import { type ChartText, renderChart, seriesColours } from './chart.js';
import type { Html } from './html.js';

export interface CurveSeries {
  name: string;
  /** Measured: `accuracy` with its interval, 0 to 1. */
  points: readonly { photos: number; accuracy: number; low: number; high: number }[];
  /** The fitted curve with its band; empty if none was fitted. From `extrapolated` on it is a forecast. */
  fit: readonly { photos: number; accuracy: number; low: number; high: number; extrapolated: boolean }[];
}

/** Accuracy against training photos on a logarithmic axis: points with intervals, curves with bands, forecasts dashed. */
export function learningCurveChart({
  series,
  ...text
}: ChartText & { series: readonly CurveSeries[] }): Promise<Html> {
  const names = series.map(({ name }) => name);
  const points = series.flatMap(({ name, points }) => points.map((point) => ({ ...point, series: name })));
  const fit = series.flatMap(({ name, fit }) => fit.map((point) => ({ ...point, series: name })));
  // The last measured point belongs to both, so that there is no gap.
  const ends = series.flatMap(({ name, fit }) =>
    fit
      .filter((point, i) => !point.extrapolated && fit[i + 1]?.extrapolated)
      .map((point) => ({ ...point, series: name })),
  );
  const sizes = [...points, ...fit].map(({ photos }) => photos);
  const domain = [Math.min(...sizes) * 0.9, Math.max(...sizes) * 1.1];
  const x = {
    field: 'photos',
    type: 'quantitative',
    scale: { type: 'log', domain, nice: false },
    axis: {
      title: 'training photos',
      values: roundSizes(domain[0]!, domain[1]!),
      format: '~s',
    },
  } as const;
  const yAxis = { title: 'accuracy', format: '.0%', tickCount: 6 };
  const y = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { zero: false },
    axis: yAxis,
  });
  const color = {
    field: 'series',
    type: 'nominal',
    scale: { domain: names, range: seriesColours.slice(0, names.length) },
    ...(names.length > 1 ? {} : { legend: null }),
  } as const;
  const line = (values: object[], strokeDash?: number[]) => ({
    data: { values },
    mark: { type: 'line' as const, strokeWidth: 2, ...(strokeDash ? { strokeDash } : {}) },
    encoding: { x, y: y('accuracy'), color },
  });
  return renderChart(
    {
      width: 320,
      height: 240,
      layer: [
        {
          data: { values: fit },
          mark: { type: 'area', opacity: 0.15 },
          encoding: { x, y: y('low'), y2: { field: 'high' }, color },
        },
        line(fit.filter(({ extrapolated }) => !extrapolated)),
        line([...ends, ...fit.filter(({ extrapolated }) => extrapolated)], [5, 4]),
        {
          data: { values: points },
          mark: { type: 'rule', strokeWidth: 1.5, opacity: 0.6 },
          encoding: { x, y: y('low'), y2: { field: 'high' }, color },
        },
        {
          data: { values: points },
          mark: { type: 'point', filled: true, size: 40, opacity: 1 },
          encoding: { x, y: y('accuracy'), color },
        },
      ],
    },
    text,
  );
}

/** 1, 2 and 5 times powers of ten within the range. */
function roundSizes(from: number, to: number): number[] {
  const powers = Array.from({ length: 9 }, (_, power) => 10 ** power);
  return powers
    .flatMap((power) => [power, 2 * power, 5 * power])
    .filter((size) => size >= from && size <= to);
}
