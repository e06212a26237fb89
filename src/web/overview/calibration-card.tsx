import type { Overview } from '../api/overview.js';
import { number, percent, percents } from '../wording.js';
import { Card } from './card.js';
import { ReliabilityChart } from './reliability-chart.js';

/** Whether the live model is right as often as it says. */
export function CalibrationCard({ model }: { model: Overview['liveModel'] }) {
  const bins = model?.calibration ?? [];
  return (
    <Card name="Calibration">
      {bins.length === 0 ? (
        <p>It shows once suggestions of the live model have been decided one by one.</p>
      ) : (
        <>
          <ReliabilityChart bins={bins} />
          <p class="soft">
            On the diagonal the model is right as often as it says; below it, it is too sure of itself.
          </p>
          <details>
            <summary>As a table</summary>
            <div class="scroll">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Level</th>
                    <th scope="col">Confidence</th>
                    <th scope="col">Right</th>
                    <th scope="col">95 % sure</th>
                    <th scope="col">Decisions</th>
                  </tr>
                </thead>
                <tbody>
                  {bins.map(({ level, meanConfidence, precision, low, high, decisions }) => (
                    <tr key={`${level}/${meanConfidence}`}>
                      <th scope="row">{level}</th>
                      <td>{percent(meanConfidence)}</td>
                      <td>{percent(precision)}</td>
                      <td>{percents(low, high)}</td>
                      <td>{number(decisions)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </details>
        </>
      )}
    </Card>
  );
}
