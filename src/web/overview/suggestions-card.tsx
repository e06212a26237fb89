import type { Overview } from '../api/overview.js';
import { number, statusWords } from '../wording.js';
import { Card } from './card.js';
import { ShareBar } from './share-bar.js';

/** Suggestions by status. */
export function SuggestionsCard({ counts }: { counts: Overview['suggestions'] }) {
  const part = (status: keyof typeof statusWords, tone: string) => ({
    name: statusWords[status],
    count: counts[status] ?? 0,
    tone,
  });
  return (
    <Card name="Suggestions">
      <p class="headline">
        <b>{number(counts.pending ?? 0)}</b> to review
      </p>
      <ShareBar
        parts={[
          part('accepted', 'good'),
          part('edited', 'busy'),
          part('rejected', 'bad'),
          part('pending', 'idle'),
          part('superseded', 'faint'),
        ]}
      />
    </Card>
  );
}
