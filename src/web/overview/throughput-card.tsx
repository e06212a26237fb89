import type { Overview } from '../api/overview.js';
import { number } from '../wording.js';
import { Card } from './card.js';
import { duration } from './duration.js';

/** How fast work is done, and how long the rest will take. */
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
          ? 'Nothing moves: is a worker running?'
          : etaSeconds === 0
            ? 'Nothing is left to do.'
            : `About ${duration(etaSeconds)} to go.`}
      </p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Last</th>
              <th scope="col">Done</th>
              <th scope="col">Failed</th>
              <th scope="col">Fetch</th>
              <th scope="col">Classify</th>
            </tr>
          </thead>
          <tbody>
            {windows.map(({ minutes, done, failed, meanFetchMs, meanClassifyMs }) => (
              <tr key={minutes}>
                <th scope="row">{minutes} min</th>
                <td>{number(done)}</td>
                <td>{number(failed)}</td>
                <td>{ms(meanFetchMs)}</td>
                <td>{ms(meanClassifyMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function ms(value: number | null): string {
  return value === null ? '–' : `${number(value)} ms`;
}
