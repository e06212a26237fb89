import type { LabelPlan } from '../learning/labelling/label-planner.js';
import type { DatasetPlan, Forecast } from '../learning/labelling/plan-dataset.js';
import type { Swatch } from '../taxonomy/taxonomy.js';
import { interval, percent, photosNeeded } from './format.js';
import { type Html, html } from './html.js';
import { learningCurveSection } from './learning-curve-section.js';
import { page, paragraph, row, section, table } from './page.js';
import { labelWithSwatch } from './swatch.js';

export interface PlanContext {
  /** As the user named it. */
  dataset: string;
  created: Date;
  seed: number;
  /** Typical colours (`#rrggbb`) by finish. */
  swatches: ReadonlyMap<string, Swatch>;
}

/** What more labelled photos would bring, as a self-contained document. */
export async function planPage(
  plan: DatasetPlan,
  { dataset, created, seed, swatches }: PlanContext,
): Promise<string> {
  const curves = (['family', 'finish'] as const).map((tier) => ({
    name: tier,
    tier,
    measurements: plan.measurements,
  }));
  return page({
    title: `What to label next for ${dataset}`,
    subtitle: `${plan.photos} training photos; ${created.toISOString().slice(0, 10)}`,
    sections: [
      await learningCurveSection(curves, { seed }),
      section(
        'With more photos',
        ...forecastTables('Family', plan.family),
        ...forecastTables('Finish', plan.finish),
      ),
      section(
        'Finishes to label next',
        ...(plan.labels
          ? rankingOf(plan.labels, plan.extraPhotos, swatches)
          : [paragraph('No finish was tested, so nothing can be planned for finishes. Label finishes too.')]),
      ),
    ],
  });
}

function forecastTables(tier: string, forecast: Forecast): Html[] {
  if ('reason' in forecast) return [paragraph(`${tier}: ${forecast.reason}`)];
  return [
    row(
      table({
        caption: `${tier}: expected accuracy`,
        headings: ['training photos', 'accuracy', 'between'],
        rows: forecast.expected.map(({ photos, accuracy }) => [
          photos,
          percent(accuracy.value),
          interval(accuracy),
        ]),
      }),
      table({
        caption: `${tier}: photos needed`,
        headings: ['for an accuracy of', 'training photos', 'between'],
        rows: forecast.needed.map(({ accuracy, photos }) => [
          percent(accuracy),
          photosNeeded(photos.value),
          `${photosNeeded(photos.low)} and ${photosNeeded(photos.high)}`,
        ]),
      }),
    ),
  ];
}

function rankingOf(
  { finishes, fitted }: LabelPlan,
  extraPhotos: number,
  swatches: PlanContext['swatches'],
): Html[] {
  return [
    paragraph(
      `Ordered by how much ${extraPhotos} more photos of a finish should raise the share of right answers overall.${fitted ? '' : ' Too few training-set sizes were measured to fit how fast errors fall, so they are assumed to fall with the square root of the number of photos.'}`,
    ),
    table({
      caption: 'Highest gain first',
      headings: [
        'Finish',
        'family',
        'photos',
        'recall',
        'share',
        'expected recall',
        `with ${extraPhotos} more`,
        'gain',
      ],
      rows: finishes.map(({ slug, family, photos, recall, share, expected, gain }) => [
        html`${labelWithSwatch(slug, swatches)}`,
        family,
        photos,
        recall === null ? 'not tested' : percent(recall),
        percent(share),
        percent(expected.now),
        percent(expected.after),
        `+${(gain * 100).toFixed(2)} %`,
      ]),
    }),
  ];
}
