import { wilsonInterval } from '../training/interval.js';
import type { CurveMeasurement } from '../training/measure-curve.js';
import { percent } from './format.js';
import type { Html } from './html.js';
import { lineChart } from './line-chart.js';
import { figure, row, section } from './page.js';
import { study } from './study.js';

/** Accuracy of a tier against training-set size. */
export interface MeasuredCurve {
  name: string;
  tier: 'family' | 'finish';
  measurements: readonly CurveMeasurement[];
}

/** Learning curves of several models side by side; nothing where none was measured. */
export async function curvesSection(curves: readonly MeasuredCurve[]): Promise<Html[]> {
  const figures: Html[] = [];
  const bestPublished = study.models
    .flatMap(({ name, accuracy }) =>
      accuracy === undefined ? [] : { label: `study: ${name}`, value: accuracy },
    )
    .sort((a, b) => b.value - a.value)
    .slice(0, 1);
  for (const tier of ['family', 'finish'] as const) {
    const points = curves
      .filter((curve) => curve.tier === tier)
      .flatMap(({ name, measurements }) =>
        curvePoints(measurements, tier).map((p) => ({ series: name, ...p })),
      );
    if (points.length === 0) continue;
    figures.push(
      figure({
        drawing: await lineChart({
          title: `Learning curve of the ${tier}`,
          description: points.map(({ series, x, y }) => `${series}, ${x} photos: ${percent(y)}`).join('. '),
          x: { title: 'training photos', logarithmic: true, format: '~s' },
          y: { title: `${tier} accuracy`, format: '.0%' },
          references: bestPublished,
          dots: true,
          points,
        }),
        caption: `${tier === 'family' ? 'Family' : 'Finish'} accuracy of single heads by the number of training photos, on a fifth of the training photos that none of them sees; bands: 95 % intervals. Dashed: the best that the study published, on other photos.`,
      }),
    );
  }
  return figures.length === 0 ? [] : [section('Learning curves', row(...figures))];
}

/** One point for each size: the mean of its repeats, with the interval of one of them, as all are tested on the same photos. */
export function curvePoints(
  measurements: readonly CurveMeasurement[],
  tier: 'family' | 'finish',
): { x: number; y: number; low: number; high: number }[] {
  const sizes = [...new Set(measurements.map(({ photos }) => photos))].sort((a, b) => a - b);
  return sizes.flatMap((size) => {
    const repeats = measurements.filter(({ photos }) => photos === size).map((one) => one[tier]);
    const tested = repeats[0]?.tested ?? 0;
    if (tested === 0) return [];
    const right = repeats.reduce((sum, one) => sum + one.right, 0) / repeats.length;
    return { x: size, y: right / tested, ...wilsonInterval(right, tested) };
  });
}
