import type { DatasetPlan, Forecast } from '../../learning/labelling/plan-dataset.js';
import { photosNeeded } from '../../report/format.js';
import { formatTable, percent } from './table.js';

const finishesShown = 20;

/** A plan as text: what was measured, what more photos would bring, and for which finishes they would bring most. */
export function planText({ photos, measurements, family, finish, extraPhotos, labels }: DatasetPlan): string {
  return [
    `Measured with single heads on photos that they had not seen (${photos} training photos in total):`,
    formatTable(
      ['trained on', 'tested on', 'family', 'finish'],
      measurements.map((measured) => [
        measured.photos,
        measured.family.tested,
        shareOf(measured.family),
        shareOf(measured.finish),
      ]),
    ),
    ...forecastLines('Family', family),
    ...forecastLines('Finish', finish),
    ...(labels === undefined
      ? ['No finish was tested, so nothing can be planned for finishes. Label finishes too.']
      : [
          `Label these next. They are ordered by how many more right answers ${extraPhotos} more photos of each should bring:`,
          formatTable(
            ['finish', 'family', 'photos', 'recall', 'expected', `with ${extraPhotos} more`, 'share', 'gain'],
            labels.finishes
              .slice(0, finishesShown)
              .map((one) => [
                one.slug,
                one.family,
                one.photos,
                percent(one.recall),
                percent(one.expected.now),
                percent(one.expected.after),
                percent(one.share),
                `+${(one.gain * 100).toFixed(2)} %`,
              ]),
          ),
        ]),
  ].join('\n');
}

function forecastLines(tier: string, forecast: Forecast): string[] {
  if ('reason' in forecast) return [`${tier}: ${forecast.reason}`];
  const expected = forecast.expected.map(
    ({ photos, accuracy: { value, low, high } }) =>
      `${percent(value)} (${percent(low)} to ${percent(high)}) with ${photos} photos`,
  );
  const needed = forecast.needed.map(
    ({ accuracy, photos: { value, low, high } }) =>
      `${percent(accuracy)} needs ${photosNeeded(value)} photos (${photosNeeded(low)} to ${photosNeeded(high)})`,
  );
  return [`${tier}: expect ${expected.join(', ')}.`, `${tier}: ${needed.join('; ')}.`];
}

function shareOf({ right, tested }: { right: number; tested: number }): string {
  return percent(tested === 0 ? null : right / tested);
}
