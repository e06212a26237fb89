import type { Overview } from '../api/overview.js';
import { number } from '../wording.js';
import { Card } from './card.js';

/** Who decided how much today. */
export function ReviewersCard({ reviewers }: { reviewers: Overview['reviewersToday'] }) {
  return (
    <Card name="Reviewers today">
      {reviewers.length === 0 ? (
        <p>Nobody has decided anything today.</p>
      ) : (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Reviewer</th>
                <th scope="col">Decided</th>
                <th scope="col">Accepted</th>
                <th scope="col">Changed</th>
                <th scope="col">Rejected</th>
                <th scope="col">Undone</th>
              </tr>
            </thead>
            <tbody>
              {reviewers.map(({ reviewer, decisions, accepted, edited, rejected, undone }) => (
                <tr key={reviewer}>
                  <th scope="row">{reviewer}</th>
                  <td>{number(decisions)}</td>
                  <td>{number(accepted)}</td>
                  <td>{number(edited)}</td>
                  <td>{number(rejected)}</td>
                  <td>{number(undone)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
