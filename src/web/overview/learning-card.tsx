import type { Overview } from '../api/overview.js';
import { number, percent } from '../wording.js';
import { Card } from './card.js';
import { LearningChart } from './learning-chart.js';

/** What more photos brought: models by what they were trained on. */
export function LearningCard({ points }: { points: Overview['learningCurve'] }) {
  const sizes = new Set(points.map(({ photos }) => photos));
  return (
    <Card name="Learning curve">
      {points.length === 0 && <p>It shows once models have been trained here.</p>}
      {sizes.size > 1 && <LearningChart points={points} />}
      {points.length > 0 && (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Model</th>
                <th scope="col">Photos</th>
                <th scope="col">Family right</th>
                <th scope="col">Finish right</th>
              </tr>
            </thead>
            <tbody>
              {points.map(({ model, live, photos, familyAccuracy, finishAccuracy }) => (
                <tr key={model}>
                  <th scope="row">
                    {model}
                    {live && <span class="tag">live</span>}
                  </th>
                  <td>{number(photos)}</td>
                  <td>{familyAccuracy === null ? '–' : percent(familyAccuracy)}</td>
                  <td>{finishAccuracy === null ? '–' : percent(finishAccuracy)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
