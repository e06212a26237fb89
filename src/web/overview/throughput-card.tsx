import type { Overview } from '../api/overview.js';
import { number } from '../wording.js';
import { Card } from './card.js';
import { duration } from './duration.js';
import { FigureTable } from './figure-table.js';

/** Speed of the work, and how long the rest will take. */
export function ThroughputCard({ throughput }: { throughput: Overview['throughput'] }) {
  const { perMinute, etaSeconds, windows } = throughput;
  return (
    <Card name="Throughput">
      <p class="headline">
        {perMinute === null ? (
          <b>Idle</b>
        ) : (
          <>
            <b>{number(perMinute, perMinute < 10 ? 1 : 0)}</b> listings a minute
          </>
        )}
      </p>
      <p>
        {etaSeconds === null
          ? 'No listings are being processed. Is a worker running?'
          : etaSeconds === 0
            ? 'No listings are waiting.'
            : `About ${duration(etaSeconds)} to go.`}
      </p>
      <FigureTable
        headings={['Last', 'Done', 'Failed', 'Fetch', 'Classify']}
        rows={windows.map(({ minutes, done, failed, meanFetchMs, meanClassifyMs }) => ({
          key: minutes,
          cells: [`${minutes} min`, number(done), number(failed), ms(meanFetchMs), ms(meanClassifyMs)],
        }))}
      />
    </Card>
  );
}

function ms(value: number | null): string {
  return value === null ? '–' : `${number(value)} ms`;
}
