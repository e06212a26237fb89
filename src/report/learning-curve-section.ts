import { wilsonInterval } from '../learning/evaluation/interval.js';
import { accuracyAt, fitLearningCurve } from '../learning/labelling/learning-curve.js';
import type { CurveMeasurement } from '../learning/labelling/measure-curve.js';
import { tierPoints } from '../learning/labelling/plan-dataset.js';
import type { Html } from './html.js';
import { type CurveSeries, learningCurveChart } from './learning-curve-chart.js';
import { figure, paragraph, row, section } from './page.js';

/** A measured learning curve of one tier; all curves of a tier share a chart. */
export interface NamedCurve {
  /** What distinguishes it from others of its tier, such as a backbone. */
  name: string;
  tier: 'family' | 'finish';
  measurements: readonly CurveMeasurement[];
}

/** How far beyond the largest measured training set curves are drawn. */
const reach = 4;
const placesOfCurve = 48;

/** Accuracy against training photos, a chart for each tier; says which curves allow no forecast, and why. */
export async function learningCurveSection(
  curves: readonly NamedCurve[],
  { seed = 1 }: { seed?: number } = {},
): Promise<Html> {
  const drawn = curves.map((curve) => ({ ...curve, ...toSeries(curve, seed) }));
  const figures = await Promise.all(
    (['family', 'finish'] as const).map(async (tier) => {
      const series = drawn.filter((curve) => curve.tier === tier && curve.points.length > 0);
      if (series.length === 0) return [];
      const drawing = await learningCurveChart({
        title: `Accuracy of the ${tier} against training photos`,
        description: series.map(describe).join('. '),
        series,
      });
      return [figure({ drawing, caption: `Accuracy of the ${tier}` })];
    }),
  );
  const unfitted = [...new Set(drawn.flatMap(({ reason }) => (reason === undefined ? [] : [reason])))];
  return section(
    'Learning curve',
    paragraph(
      'Accuracy of single heads on photos of guitars that they have not seen, as points with 95 % intervals. The curve error = a n^-b + c is fitted to the points. If errors follow such a law, the band holds the true value in 90 % of cases. The dashed part is a forecast.',
    ),
    row(...figures.flat()),
    ...unfitted.map((reason) => paragraph(reason)),
  );
}

function toSeries({ name, tier, measurements }: NamedCurve, seed: number): CurveSeries & { reason?: string } {
  const points = measurements
    .filter((measurement) => measurement[tier].tested > 0)
    .map(({ photos, [tier]: { right, tested } }) => ({
      photos,
      accuracy: right / tested,
      ...wilsonInterval(right, tested),
    }));
  if (points.length === 0) return { name, points, fit: [] };
  const fitted = fitLearningCurve(tierPoints(measurements, tier), { seed });
  if (!fitted.fitted) return { name, points, fit: [], reason: fitted.reason };
  const sizes = points.map(({ photos }) => photos);
  const [from, measured] = [Math.min(...sizes), Math.max(...sizes)];
  const steps = Array.from(
    { length: placesOfCurve },
    (_, i) => from * ((measured * reach) / from) ** (i / (placesOfCurve - 1)),
  );
  const fit = steps.map((photos) => {
    const { value, low, high } = accuracyAt(fitted.curve, photos);
    return { photos, accuracy: value, low, high, extrapolated: photos > measured };
  });
  return { name, points, fit };
}

function describe({ name, points }: CurveSeries): string {
  const sorted = [...points].sort((a, b) => a.photos - b.photos);
  const words = [sorted[0], sorted.at(-1)].map(
    (point) => `${((point?.accuracy ?? 0) * 100).toFixed(1)} % with ${point?.photos} photos`,
  );
  return `${name}: ${words.join(', ')}`;
}
