import type { Overview } from '../api/overview.js';
import { number, percent, percents } from '../wording.js';
import { Card } from './card.js';
import { FigureTable } from './figure-table.js';
import { ReliabilityChart } from './reliability-chart.js';

/** Whether the live model is right as often as its confidence says. */
export function CalibrationCard({ model }: { model: Overview['liveModel'] }) {
  const bins = model?.calibration ?? [];
  return (
    <Card name="Calibration">
      {bins.length === 0 ? (
        <p>Appears when suggestions of the live model have been reviewed one by one.</p>
      ) : (
        <>
          <ReliabilityChart bins={bins} />
          <p class="soft">
            On the diagonal, the model is right as often as it claims. Below it, the model is overconfident.
          </p>
          <details>
            <summary>As a table</summary>
            <FigureTable
              headings={['Level', 'Confidence', 'Right', '95 % interval', 'Decisions']}
              rows={bins.map(({ level, meanConfidence, precision, low, high, decisions }) => ({
                key: `${level}/${meanConfidence}`,
                cells: [
                  level,
                  percent(meanConfidence),
                  percent(precision),
                  percents(low, high),
                  number(decisions),
                ],
              }))}
            />
          </details>
        </>
      )}
    </Card>
  );
}
