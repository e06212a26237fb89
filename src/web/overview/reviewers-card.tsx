import type { Overview } from '../api/overview.js';
import { number } from '../wording.js';
import { Card } from './card.js';
import { FigureTable } from './figure-table.js';

/** Decisions of each reviewer today. */
export function ReviewersCard({ reviewers }: { reviewers: Overview['reviewersToday'] }) {
  return (
    <Card name="Reviewers today">
      {reviewers.length === 0 ? (
        <p>No decisions today.</p>
      ) : (
        <FigureTable
          headings={['Reviewer', 'Decided', 'Accepted', 'Changed', 'Rejected', 'Undone']}
          rows={reviewers.map(({ reviewer, decisions, accepted, edited, rejected, undone }) => ({
            key: reviewer,
            cells: [
              reviewer,
              ...[decisions, accepted, edited, rejected, undone].map((count) => number(count)),
            ],
          }))}
        />
      )}
    </Card>
  );
}
