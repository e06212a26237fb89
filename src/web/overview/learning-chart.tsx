import type { Overview } from '../api/overview.js';
import { number } from '../wording.js';
import { Axes, percentTicks, toX, toY, viewBox } from './axes.js';
import { Mark, type Series, SeriesKey } from './series.js';

const series: readonly Series[] = ['finish', 'family'];

/** Accuracy on held-back photos against training photos, on a logarithmic axis. */
export function LearningChart({ points }: { points: Overview['learningCurve'] }) {
  const sizes = points.map(({ photos }) => Math.log(Math.max(1, photos)));
  const [first, last] = [Math.min(...sizes), Math.max(...sizes)];
  const place = (photos: number) => 0.05 + (0.9 * (Math.log(Math.max(1, photos)) - first)) / (last - first);
  const ends = [Math.exp(first), Math.exp(last)].map((photos) => ({
    at: place(photos),
    text: number(photos),
  }));
  return (
    <figure class="chart">
      <svg viewBox={viewBox} role="img" aria-label="Learning curve; the figures are in the table below">
        <Axes x={{ name: 'Training photos', ticks: ends }} y={{ name: 'Right', ticks: percentTicks }} />
        {series.map((one) => {
          const known = points.flatMap(({ photos, ...point }) => {
            const accuracy = one === 'finish' ? point.finishAccuracy : point.familyAccuracy;
            return accuracy === null ? [] : [{ x: toX(place(photos)), y: toY(accuracy) }];
          });
          return (
            <g key={one} class={`series ${one}`}>
              <polyline points={known.map(({ x, y }) => `${x},${y}`).join(' ')} />
              {known.map(({ x, y }) => (
                <Mark key={`${x},${y}`} series={one} x={x} y={y} />
              ))}
            </g>
          );
        })}
      </svg>
      <SeriesKey series={series} />
    </figure>
  );
}
