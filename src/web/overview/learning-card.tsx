import type { Overview } from '../api/overview.js';
import { number, percent } from '../wording.js';
import { Card } from './card.js';
import { FigureTable } from './figure-table.js';
import { LearningChart } from './learning-chart.js';

/** The accuracy of each model against the number of its training photos. */
export function LearningCard({ points }: { points: Overview['learningCurve'] }) {
  const sizes = new Set(points.map(({ photos }) => photos));
  return (
    <Card name="Learning curve">
      {points.length === 0 && <p>Appears when models have been trained here.</p>}
      {sizes.size > 1 && <LearningChart points={points} />}
      {points.length > 0 && (
        <FigureTable
          headings={['Model', 'Photos', 'Family right', 'Finish right']}
          rows={points.map(({ model, live, photos, familyAccuracy, finishAccuracy }) => ({
            key: model,
            cells: [
              <>
                {model}
                {live && <span class="tag">live</span>}
              </>,
              number(photos),
              ...[familyAccuracy, finishAccuracy].map((share) => (share === null ? '–' : percent(share))),
            ],
          }))}
        />
      )}
    </Card>
  );
}
