import type { Overview } from '../api/overview.js';
import { Axes, percentTicks, toX, toY, viewBox } from './axes.js';
import { Mark, SeriesKey } from './series.js';

type Bin = NonNullable<Overview['liveModel']>['calibration'][number];

/** Confidence against how often reviewers agreed, with 95 % intervals. */
export function ReliabilityChart({ bins }: { bins: readonly Bin[] }) {
  const levels = [...new Set(bins.map(({ level }) => level))];
  return (
    <figure class="chart">
      <svg viewBox={viewBox} role="img" aria-label="Reliability diagram; the figures are in the table below">
        <Axes x={{ name: 'Confidence', ticks: percentTicks }} y={{ name: 'Right', ticks: percentTicks }} />
        <line class="ideal" x1={toX(0)} y1={toY(0)} x2={toX(1)} y2={toY(1)} />
        {bins.map(({ level, meanConfidence, precision, low, high }) => (
          <g key={`${level}/${meanConfidence}`} class={`series ${level}`}>
            <line x1={toX(meanConfidence)} x2={toX(meanConfidence)} y1={toY(low)} y2={toY(high)} />
            <Mark series={level} x={toX(meanConfidence)} y={toY(precision)} />
          </g>
        ))}
      </svg>
      <SeriesKey series={levels} />
    </figure>
  );
}
