import type { Overview } from '../api/overview.js';
import { number, time } from '../wording.js';
import { Card } from './card.js';
import { ShareBar } from './share-bar.js';

/** Ledger rows by state. */
export function LedgerCard({ ledger }: { ledger: Overview['ledger'] }) {
  const { states, total, open, oldestOpen } = ledger;
  return (
    <Card name="Ledger">
      <p class="headline">
        <b>{number(open)}</b> open of {number(total)}
      </p>
      <ShareBar
        parts={[
          { name: 'Done', count: states.done, tone: 'good' },
          { name: 'In the queue', count: states.dispatched, tone: 'busy' },
          { name: 'Waiting', count: states.pending, tone: 'idle' },
          { name: 'Skipped', count: states.skipped, tone: 'faint' },
          { name: 'Failed', count: states.failed, tone: 'bad' },
        ]}
      />
      {oldestOpen && (
        <p class="soft">
          Oldest open: {oldestOpen.externalId}, since {time(oldestOpen.createdAt)}
        </p>
      )}
    </Card>
  );
}
